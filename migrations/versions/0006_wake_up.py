"""The wake-up's own schema: procrastinate's tables, as the installed package makes them.

They hold nothing that matters and no tenant's data; the tables of the house never refer to them.
"""

from __future__ import annotations

from alembic import op
from procrastinate.schema import SchemaManager

from migrations.sql_files import run

revision = "0006"
down_revision = "0005"

_DROP = """
DO $$
DECLARE made record;
BEGIN
  FOR made IN SELECT tablename FROM pg_tables WHERE schemaname = 'procrastinate' LOOP
    EXECUTE format('DROP TABLE procrastinate.%I CASCADE', made.tablename);
  END LOOP;
  FOR made IN SELECT oid::regprocedure AS signature FROM pg_proc
               WHERE pronamespace = 'procrastinate'::regnamespace LOOP
    EXECUTE format('DROP FUNCTION %s CASCADE', made.signature);
  END LOOP;
  FOR made IN SELECT typname FROM pg_type
               WHERE typnamespace = 'procrastinate'::regnamespace AND typtype IN ('e', 'c') LOOP
    EXECUTE format('DROP TYPE procrastinate.%I CASCADE', made.typname);
  END LOOP;
END $$
"""


def upgrade() -> None:
    """Make procrastinate's objects in its schema, and give the roles their rights."""
    op.execute("SET LOCAL search_path = procrastinate")
    driver = op.get_bind().connection.driver_connection
    driver.execute(SchemaManager.get_schema())  # type: ignore[union-attr]
    op.execute("SET LOCAL search_path = yinqi")
    run("0006_wake_up_rights.sql")


def downgrade() -> None:
    """Take them away; whoever waits for a wake-up looks by itself within a second."""
    op.execute(_DROP)
    op.execute("REVOKE ALL ON SCHEMA procrastinate FROM yinqi_app, yinqi_worker")

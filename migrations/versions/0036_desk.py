"""The bank's desk: measures, switches, agreements, and what its role may do."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0036"
down_revision = "0035"
_SQL = "0036_desk.sql"
_SWITCH = "service_switch"
_TENANT = "tenant_id = nullif(current_setting('yinqi.tenant', true), '')::uuid"
_OWN_OR_ALL = "enterprise_id IS NULL OR enterprise_id = nullif(current_setting('yinqi.enterprise', true), '')::uuid"


def upgrade() -> None:
    """Add the tables and the grants; a switch for all enterprises is seen by each."""
    run(_SQL)
    raise_walls(*(table for table in tables_of(_SQL) if table != _SWITCH))
    raise_walls(_SWITCH, enterprise=False)
    op.execute(
        f"CREATE POLICY enterprise ON {_SWITCH} AS RESTRICTIVE TO yinqi_app USING ({_OWN_OR_ALL})"
    )


def downgrade() -> None:
    """Take them away again, and what the desk's role may do with what others made."""
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")
    op.execute("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA yinqi FROM yinqi_desk")

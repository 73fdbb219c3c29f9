"""The house: every table of the first release, row security, and the rights of each role."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create tables, then guards."""
    run("0001_tables.sql")
    run("0001_guards.sql")


def downgrade() -> None:
    """Drop what was created."""
    for table in reversed(tables_of("0001_tables.sql")):
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP FUNCTION current_tenant()")
    op.execute("DROP FUNCTION current_enterprise()")

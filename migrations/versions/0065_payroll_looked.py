"""Payroll: what was read of all rows at once, kept sealed."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0065"
down_revision = "0062"
_SQL = "0065_payroll_looked.sql"


def upgrade() -> None:
    """Add the table."""
    run(_SQL)
    raise_walls(*tables_of(_SQL))


def downgrade() -> None:
    """Take it away again; rows are opened one by one as before."""
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")

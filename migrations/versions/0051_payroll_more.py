"""Packs of payslips."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0051"
down_revision = "0050"
_SQL = "0051_payroll_more.sql"


def upgrade() -> None:
    """Add the table."""
    run(_SQL)
    raise_walls(*tables_of(_SQL))


def downgrade() -> None:
    """Take it away again."""
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")

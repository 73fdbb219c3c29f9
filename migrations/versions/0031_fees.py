"""Fees by tariff, and their invoices."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0031"
down_revision = "0030"
_SQL = "0031_fees.sql"


def upgrade() -> None:
    """Add the tables; the tariff is the bank's, everything else an enterprise's."""
    run(_SQL)
    tariff, *others = tables_of(_SQL)
    raise_walls(tariff, enterprise=False)
    raise_walls(*others)


def downgrade() -> None:
    """Take them away again."""
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")

"""Electronic bills: the bank's copy of the register, what each enterprise sees of it, and what is asked."""

from __future__ import annotations

from typing import Final

from alembic import op

from migrations.sql_files import run
from migrations.walls import raise_walls

revision = "0033"
down_revision = "0031"
_OF_THE_BANK: Final = (
    "bill",
    "bill_piece",
    "bill_settlement",
    "bill_desk_act",
    "bill_reconciliation",
)
_OF_ENTERPRISES: Final = ("bill_seat", "bill_sum", "bill_request", "bill_request_transition")


def upgrade() -> None:
    """Add the tables."""
    run("0033_bills.sql")
    raise_walls(*_OF_THE_BANK, enterprise=False)
    raise_walls(*_OF_ENTERPRISES)


def downgrade() -> None:
    """Take them away again."""
    for table in reversed(_OF_THE_BANK):
        op.execute(f"DROP TABLE {table}")
    for table in reversed(_OF_ENTERPRISES):
        op.execute(f"DROP TABLE {table}")

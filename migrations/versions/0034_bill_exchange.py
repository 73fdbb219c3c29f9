"""Accounts of the bank that bills are settled over, at banks that are there already."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Open them."""
    run("0034_bill_exchange.sql")


def downgrade() -> None:
    """They stay: an account of the books is never taken away."""

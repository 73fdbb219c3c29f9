"""Fees by tariff, and their invoices."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Run the statements."""
    run("0031_fees.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

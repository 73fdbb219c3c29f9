"""Accounting vouchers."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Run the statements."""
    run("0032_vouchers.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

"""Payroll to other banks."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0050"
down_revision = "0049"


def upgrade() -> None:
    """Run the statements."""
    run("0050_payroll_interbank.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

"""Payroll: what was missing."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0051"
down_revision = "0050"


def upgrade() -> None:
    """Run the statements."""
    run("0051_payroll_more.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

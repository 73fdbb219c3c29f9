"""Payslips: templates, and who was told."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Run the statements."""
    run("0028_payslips.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

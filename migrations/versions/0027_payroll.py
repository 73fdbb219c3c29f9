"""Payroll: employees, agreements, who may know."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Run the statements."""
    run("0027_payroll.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

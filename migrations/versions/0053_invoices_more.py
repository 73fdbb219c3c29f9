"""Invoices: red letters by two people."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0053"
down_revision = "0052"


def upgrade() -> None:
    """Run the statements."""
    run("0053_invoices_more.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

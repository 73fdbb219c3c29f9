"""Receipts for everything booked."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0052"
down_revision = "0051"


def upgrade() -> None:
    """Run the statements."""
    run("0052_documents_more.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

"""ISO 20022: cancellation and reports."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Run the statements."""
    run("0022_documents_iso.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

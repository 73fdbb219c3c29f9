"""Documents: receipts of holds."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0058"
down_revision = "0057"


def upgrade() -> None:
    """Run the statements."""
    run("0058_holds_documents.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

"""Documents: receipts of holds state on what grounds a measure ended."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run

revision = "0058"
down_revision = "0056"


def upgrade() -> None:
    """Add the column."""
    run("0058_holds_documents.sql")


def downgrade() -> None:
    """Take it away again."""
    op.execute("ALTER TABLE account_measure DROP COLUMN lifted_by")

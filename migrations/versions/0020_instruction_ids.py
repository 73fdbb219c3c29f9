"""ISO 20022: a payment keeps what its sender's message called it."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Add the column."""
    run("0020_instruction_ids.sql")


def downgrade() -> None:
    """Take the column away again."""
    op.execute("ALTER TABLE payment DROP COLUMN instruction_id")

"""Batches: what was missing."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0049"
down_revision = "0048"


def upgrade() -> None:
    """Run the statements."""
    run("0049_batch_more.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

"""Batches: what was missing."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0061"
down_revision = "0060"


def upgrade() -> None:
    """Run the statements."""
    run("0061_batches_once_more.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

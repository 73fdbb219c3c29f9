"""Batches: files kept as received, pain.001 by streams."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    """Run the statements."""
    run("0048_batch_files.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

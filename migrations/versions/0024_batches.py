"""Batches: rows staged, agreed and paid as one."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Run the statements."""
    run("0024_batches.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

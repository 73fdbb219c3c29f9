"""Straight-through payments in fewer calls."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0061"
down_revision = "0060"


def upgrade() -> None:
    """Run the statements."""
    run("0061_straight_through.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

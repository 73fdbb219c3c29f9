"""Scheduled and recurring payments."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    """Run the statements."""
    run("0045_standing_orders.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

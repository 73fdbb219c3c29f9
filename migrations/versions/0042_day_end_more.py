"""The day's end, completed."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    """Run the statements."""
    run("0042_day_end_more.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

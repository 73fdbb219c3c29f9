"""The day's control: reconciliation and alarms."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    """Run the statements."""
    run("0041_day_end_control.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

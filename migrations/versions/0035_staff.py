"""The bank's staff."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Run the statements."""
    run("0035_staff.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

"""Bills: what was missing."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0055"
down_revision = "0054"


def upgrade() -> None:
    """Run the statements."""
    run("0055_bills_more_2.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

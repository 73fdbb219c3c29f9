"""The bank's desk: what was missing."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0062"
down_revision = "0061"


def upgrade() -> None:
    """Run the statements."""
    run("0062_desk_again.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

"""The desk: work on exceptions."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    """Run the statements."""
    run("0047_desk_work.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

"""The desk: tariffs, strong log-in, staged release."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    """Run the statements."""
    run("0046_desk_more.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

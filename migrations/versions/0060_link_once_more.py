"""The direct link: what was missing."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0060"
down_revision = "0059"


def upgrade() -> None:
    """Run the statements."""
    run("0060_link_once_more.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

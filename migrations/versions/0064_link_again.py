"""The direct link: what was missing."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0064"
down_revision = "0063"


def upgrade() -> None:
    """Run the statements."""
    run("0064_link_again.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

"""The direct link: other keys, sealed bodies, rates."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Run the statements."""
    run("0021_link_protection.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

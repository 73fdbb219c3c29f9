"""The direct link: what was missing."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0056"
down_revision = "0055"


def upgrade() -> None:
    """Run the statements."""
    run("0056_link_more.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

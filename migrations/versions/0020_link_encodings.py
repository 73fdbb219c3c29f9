"""The direct link in more encodings."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Run the statements."""
    run("0020_link_encodings.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

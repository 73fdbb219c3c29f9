"""Web push: where a browser may be reached."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Run the statements."""
    run("0019_web_push.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

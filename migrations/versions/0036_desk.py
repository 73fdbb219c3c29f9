"""The bank's desk."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Run the statements."""
    run("0036_desk.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

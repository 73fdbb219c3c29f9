"""The web bank and the phone: what was missing."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0063"
down_revision = "0062"


def upgrade() -> None:
    """Run the statements."""
    run("0063_clerks_again.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

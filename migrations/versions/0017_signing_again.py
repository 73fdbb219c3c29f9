"""Signing: many at once by a key, recovery by a colleague, what I signed."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Run the statements."""
    run("0017_signing_again.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

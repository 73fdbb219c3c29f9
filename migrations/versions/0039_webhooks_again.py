"""Webhooks: what was told is forgotten in time."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    """Run the statements."""
    run("0039_webhooks_again.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

"""Batches: names of a set are looked up by number."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run

revision = "0061"
down_revision = "0059"


def upgrade() -> None:
    """Plan the look-up once for all sets."""
    run("0061_batches_once_more.sql")


def downgrade() -> None:
    """Plan it anew for each set."""
    op.execute(
        "ALTER FUNCTION ledger_check_names(uuid, text[], text[], text) RESET plan_cache_mode"
    )

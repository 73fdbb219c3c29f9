"""Batches: tariff, sealed files, retention."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0059"
down_revision = "0058"


def upgrade() -> None:
    """Run the statements."""
    run("0059_batch_rest.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

"""Batch files: which heading means what."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Run the statements."""
    run("0026_intake.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

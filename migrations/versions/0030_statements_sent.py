"""Statements by schedule, and shared documents."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Run the statements."""
    run("0030_statements_sent.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

"""Approval rules and limits: what the third look found."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Run the statements."""
    run("0018_approval_again.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

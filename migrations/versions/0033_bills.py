"""Electronic bills."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Run the statements."""
    run("0033_bills.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

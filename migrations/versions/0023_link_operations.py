"""What an ERP may ask: balances of a day, tasks, cancellations."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Run the statements."""
    run("0023_link_operations.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

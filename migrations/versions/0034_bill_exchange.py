"""The bill exchange."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Run the statements."""
    run("0034_bill_exchange.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

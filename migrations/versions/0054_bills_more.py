"""Bills: the bank's side and documents."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0054"
down_revision = "0053"


def upgrade() -> None:
    """Run the statements."""
    run("0054_bills_more.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

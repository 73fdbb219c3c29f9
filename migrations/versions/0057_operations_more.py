"""Operations: what was missing."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0057"
down_revision = "0056"


def upgrade() -> None:
    """Run the statements."""
    run("0057_operations_more.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

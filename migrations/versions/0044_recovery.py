"""What recovery needs."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    """Run the statements."""
    run("0044_recovery.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

"""What operations watch."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    """Run the statements."""
    run("0043_observability.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

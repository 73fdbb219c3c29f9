"""Day end: business dates, steps, rates and interest."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    """Run the statements."""
    run("0040_day_end.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

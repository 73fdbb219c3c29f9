"""Staff: passkeys and queues mended by two."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0056"
down_revision = "0055"


def upgrade() -> None:
    """Run the statements."""
    run("0056_staff_keys.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

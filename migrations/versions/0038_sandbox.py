"""The sandbox: told outcomes, and the log of messages."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Run the statements."""
    run("0038_sandbox.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

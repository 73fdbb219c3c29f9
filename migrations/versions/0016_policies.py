"""Approval rules: their enterprise writes them, and only under an agreed change."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Let the application write versions, behind a wall of their own."""
    run("0016_policies.sql")


def downgrade() -> None:
    """Let it read them only, as before."""
    for name in ("agreed_insert", "agreed_retire"):
        op.execute(f"DROP POLICY {name} ON approval_policy")
    op.execute("REVOKE INSERT, UPDATE (live) ON approval_policy FROM yinqi_app")

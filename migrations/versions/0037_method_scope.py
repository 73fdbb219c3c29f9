"""Limits by how somebody signs."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Add the column; sessions that run now count as opened by a password."""
    run("0037_method_scope.sql")


def downgrade() -> None:
    """Take it away again."""
    op.execute("ALTER TABLE web_session DROP COLUMN method")
    op.execute("DROP DOMAIN session_method")

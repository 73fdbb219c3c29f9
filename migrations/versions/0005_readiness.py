"""Every process may read which revision the schema is at: a readiness probe compares it."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"

_ROLES = "yinqi_app, yinqi_worker, yinqi_auditor"


def upgrade() -> None:
    """Let them read it."""
    op.execute(f"GRANT SELECT ON alembic_version TO {_ROLES}")


def downgrade() -> None:
    """Take it back."""
    op.execute(f"REVOKE SELECT ON alembic_version FROM {_ROLES}")  # noqa: S608 - our own roles

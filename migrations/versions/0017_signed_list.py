"""Signing: many at once by a key, recovery by a colleague, what I signed."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Find what a person signed."""
    run("0017_signed_list.sql")


def downgrade() -> None:
    """Take it away again."""
    op.execute("DROP INDEX approval_decision_tenant_id_person_id_decided_at_ix")

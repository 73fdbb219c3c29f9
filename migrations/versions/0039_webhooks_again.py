"""Webhooks: what was told is forgotten in time."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    """Run the statements."""
    run("0039_webhooks_again.sql")


def downgrade() -> None:
    """Undo them."""
    op.execute("REVOKE DELETE ON webhook_delivery FROM yinqi_worker")
    op.execute("REVOKE UPDATE (sent, last_sent_at) ON webhook FROM yinqi_worker")
    op.execute("DROP INDEX webhook_delivery_tenant_id_webhook_id_status_due_at_ix")
    op.execute("DROP INDEX webhook_delivery_tenant_id_due_at_over_ix")
    op.execute("ALTER TABLE webhook DROP COLUMN last_sent_at, DROP COLUMN sent")

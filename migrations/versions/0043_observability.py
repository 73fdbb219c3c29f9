"""What operations watch."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run

revision = "0043"
down_revision = "0042"

_FORGOTTEN = (
    "outbox", "notice", "notice_delivery", "web_session", "staff_session", "known_device", "invoice_mail",
)  # fmt: skip
_WATCHED = (
    "notice_delivery", "webhook_delivery", "document_task", "payslip", "invoice", "invoice_mail", "batch_portion",
)  # fmt: skip
_INDEXES = (
    "notice_delivery_tenant_id_status_due_at_ix", "webhook_delivery_tenant_id_status_due_at_ix",
    "document_task_tenant_id_status_due_at_ix", "payslip_tenant_id_status_due_at_ix",
    "invoice_tenant_id_status_due_at_ix", "invoice_mail_tenant_id_status_due_at_ix",
    "notice_tenant_id_created_at_ix", "notice_delivery_tenant_id_created_at_ix", "web_session_tenant_id_expires_at_ix",
    "invoice_mail_tenant_id_created_at_ix",
)  # fmt: skip


def upgrade() -> None:
    """Run the statements."""
    run("0043_observability.sql")


def downgrade() -> None:
    """Undo them."""
    op.execute(
        "REVOKE SELECT (tenant_id, token_hash, expires_at) ON staff_session FROM yinqi_worker"
    )
    op.execute(f"REVOKE DELETE ON {', '.join(_FORGOTTEN)} FROM yinqi_worker")
    op.execute("REVOKE SELECT (id) ON outbox FROM yinqi_desk")
    for table in _WATCHED:
        op.execute(f"REVOKE ALL ON {table} FROM yinqi_desk")
    for name in _INDEXES:
        op.execute(f"DROP INDEX {name}")

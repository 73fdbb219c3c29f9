"""Indexes of what is looked for among history."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run

revision = "0066"
down_revision = "0065"

_INDEXES = (
    "notice_tenant_id_enterprise_id_user_id_ix", "audit_tenant_id_door_at_id_ix", "submission_tenant_id_status_ix",
    "payment_tenant_id_status_status_at_ix", "desk_change_tenant_id_kind_target_status_at_ix",
    "document_task_tenant_id_ended_at_ix", "invoice_fee_tenant_id_enterprise_id_booked_on_ix",
    "payment_tenant_id_status_value_on_ix", "document_task_tenant_id_enterprise_id_created_at_id_ix",
    "invoice_tenant_id_enterprise_id_created_at_id_ix",
)  # fmt: skip


def upgrade() -> None:
    """Make them."""
    run("0066_indexes.sql")


def downgrade() -> None:
    """Drop them, and leave the one that was narrower as it was."""
    for name in _INDEXES:
        op.execute(f"DROP INDEX {name}")
    op.execute(
        "CREATE INDEX payment_tenant_id_status_value_on_ix ON payment (tenant_id, status, value_on)"
        " WHERE status IN ('approved', 'scheduled')"
    )

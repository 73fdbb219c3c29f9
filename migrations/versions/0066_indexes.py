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
# Behind row security an index is searched by CASE, not by coalesce: each night went through all lines of every account.
_COMPARED = "x.seq > coalesce(b.last_seq, 0)"
_SEARCHED = "x.seq > CASE WHEN b.last_seq IS NULL THEN 0 ELSE b.last_seq END"


def upgrade() -> None:
    """Make them, and close a day by the index of an account's lines."""
    run("0066_indexes.sql")
    _rewrite(_COMPARED, _SEARCHED)


def downgrade() -> None:
    """Drop them, and leave the one that was narrower as it was."""
    _rewrite(_SEARCHED, _COMPARED)
    for name in _INDEXES:
        op.execute(f"DROP INDEX {name}")
    op.execute(
        "CREATE INDEX payment_tenant_id_status_value_on_ix ON payment (tenant_id, status, value_on)"
        " WHERE status IN ('approved', 'scheduled')"
    )


def _rewrite(before: str, after: str) -> None:
    """One condition of `ledger_close_portion`, in place."""
    op.execute(
        "DO $do$ BEGIN EXECUTE replace(pg_get_functiondef('ledger_close_portion(uuid, date, int)'::regprocedure),"
        f" '{before}', '{after}'); END $do$"
    )

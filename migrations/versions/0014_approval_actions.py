"""Approval: delegation, added signatures, payee classes, escalation."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0014"
down_revision = "0013"
_SQL = "0014_approval_actions.sql"


def upgrade() -> None:
    """Add the tables and columns."""
    run(_SQL)
    raise_walls(*tables_of(_SQL))


def downgrade() -> None:
    """Take them away again; rules for one class of payees, and later laps, would not fit any more."""
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")
    op.execute("ALTER TABLE approval_decision DROP COLUMN lap, DROP COLUMN on_behalf_of")
    op.execute(
        "ALTER TABLE approval_decision ADD CONSTRAINT"
        " approval_decision_tenant_id_approval_id_person_id_uq UNIQUE (tenant_id, approval_id, person_id)"
    )
    op.execute("ALTER TABLE approval DROP COLUMN escalate_at")
    op.execute("ALTER TABLE approval_policy DROP COLUMN payee_class")
    op.execute(
        "ALTER TABLE approval_policy ADD CONSTRAINT"
        " approval_policy_tenant_id_enterprise_id_operation_accou_872f"
        " UNIQUE (tenant_id, enterprise_id, operation, account_number, door, version)"
    )

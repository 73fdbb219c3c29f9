"""Certificates: the embedded authority, revocation, allowed addresses, the record of messages."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0013"
down_revision = "0012"
_SQL = "0013_certificates.sql"
_OF_ENTERPRISES = ("link_address",)
_ADDED = {
    "certificate": (
        "der", "subject", "issuer", "authority", "renewed_from", "created_at", "retires_at",
        "revoked_at", "told_days",
    ),
    "direct_link_nonce": ("enterprise_id", "trace", "operation", "code", "address"),
}  # fmt: skip


def upgrade() -> None:
    """Add the tables and columns."""
    run(_SQL)
    raise_walls(*_OF_ENTERPRISES)
    of_banks = [table for table in tables_of(_SQL) if table not in _OF_ENTERPRISES]
    raise_walls(*of_banks, enterprise=False)


def downgrade() -> None:
    """Take them away again, and with them what the application may do to certificates."""
    op.execute("DROP POLICY enterprise ON direct_link_nonce")
    op.execute("DROP POLICY enterprise_adds ON certificate")
    op.execute("DROP POLICY enterprise_changes ON certificate")
    op.execute("REVOKE INSERT ON certificate FROM yinqi_app")
    op.execute("REVOKE UPDATE (status) ON certificate FROM yinqi_app")
    op.execute("DROP INDEX certificate_tenant_id_enterprise_id_ix")
    op.execute("DROP INDEX certificate_tenant_id_not_after_ix")
    for table, columns in _ADDED.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")

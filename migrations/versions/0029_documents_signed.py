"""Documents signed: the register of seals, links that share a receipt, fees with receipts of their own."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0029"
down_revision = "0028"
_SQL = "0029_documents_signed.sql"
_OF_THE_BANK = "document_seal"


def upgrade() -> None:
    """Add the tables and what receipts and tasks need."""
    run(_SQL)
    raise_walls(*(table for table in tables_of(_SQL) if table != _OF_THE_BANK))
    raise_walls(_OF_THE_BANK, enterprise=False)


def downgrade() -> None:
    """Take them away again; receipts of fees go, for their payments keep theirs."""
    op.execute("ALTER TABLE document_task DROP COLUMN total, DROP COLUMN part_digests")
    op.execute("DELETE FROM receipt WHERE kind = 'fee'")
    op.execute(
        "ALTER TABLE receipt DROP CONSTRAINT receipt_tenant_id_transaction_id_account_number_kind_uq"
    )
    op.execute(
        "ALTER TABLE receipt ADD CONSTRAINT receipt_tenant_id_transaction_id_account_number_uq"
        " UNIQUE (tenant_id, transaction_id, account_number)"
    )
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")

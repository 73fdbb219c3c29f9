"""What an ERP may ask: what happened since, documents made by a task, names that are asked about."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0021"
down_revision = "0020"
_SQL = "0021_link_operations.sql"
_OF_THE_BANK = "event_gate"


def upgrade() -> None:
    """Add the tables and what the worker may do."""
    run(_SQL)
    raise_walls(*(table for table in tables_of(_SQL) if table != _OF_THE_BANK))
    raise_walls(_OF_THE_BANK, enterprise=False)


def downgrade() -> None:
    """Take them away again."""
    op.execute("REVOKE UPDATE (verdict, masked, answered_at) ON payee_name_check FROM yinqi_worker")
    op.execute("DROP INDEX payee_name_check_tenant_id_asked_at_ix")
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")

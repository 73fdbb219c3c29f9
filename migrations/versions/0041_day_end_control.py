"""Alarms of the coherence checker, and the one function that raises them."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0041"
down_revision = "0040"
_SQL = "0041_day_end_control.sql"


def upgrade() -> None:
    """Add the table and the function."""
    run(_SQL)
    raise_walls(*tables_of(_SQL), enterprise=False)


def downgrade() -> None:
    """Take both away again, and what they needed."""
    op.execute(
        "DROP FUNCTION ledger_alarm(uuid, uuid, text, text, jsonb, jsonb, text, text, timestamptz)"
    )
    op.execute("REVOKE EXECUTE ON FUNCTION ledger_guard(uuid) FROM yinqi_auditor")
    op.execute("REVOKE INSERT ON account_measure FROM yinqi_books")
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")

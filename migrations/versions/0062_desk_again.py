"""The bank's desk: the direct link's next keys, signatures that authorise, methods that were lost; by two people each."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0062"
down_revision = "0061"
_SQL = "0062_desk_again.sql"


def upgrade() -> None:
    """Add the tables, and let the desk see what closing an account would pay."""
    run(_SQL)
    raise_walls(*tables_of(_SQL), enterprise=False)


def downgrade() -> None:
    """Take it away again; keys lie in files, and what the settings say about signatures counts as it did."""
    op.execute("REVOKE INSERT, UPDATE (status) ON trusted_authority FROM yinqi_worker")
    op.execute("REVOKE SELECT ON trusted_authority FROM yinqi_desk")
    op.execute("REVOKE UPDATE (used_at) ON challenge FROM yinqi_worker")
    op.execute("REVOKE UPDATE (ended_at) ON web_session FROM yinqi_worker")
    op.execute("REVOKE UPDATE (status, ended_at) ON credential FROM yinqi_worker")
    op.execute("REVOKE EXECUTE ON FUNCTION ledger_business_on(uuid, date) FROM yinqi_desk")
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")

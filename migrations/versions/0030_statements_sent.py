"""Statements that come by themselves."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0030"
down_revision = "0029"
_SQL = "0030_statements_sent.sql"


def upgrade() -> None:
    """Add the table."""
    run(_SQL)
    raise_walls(*tables_of(_SQL))


def downgrade() -> None:
    """Take it away again."""
    op.execute("REVOKE INSERT ON document_task FROM yinqi_worker")
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")

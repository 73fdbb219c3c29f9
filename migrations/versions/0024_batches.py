"""Batches: rows staged, agreed and paid as one."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0024"
down_revision = "0023"
_SQL = "0024_batches.sql"


def upgrade() -> None:
    """Add the tables."""
    run(_SQL)
    raise_walls(*tables_of(_SQL))


def downgrade() -> None:
    """Take them away again."""
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP DOMAIN batch_row_state")

"""Batches: files kept as received, pain.001 by streams."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0048"
down_revision = "0047"
_SQL = "0048_batch_files.sql"


def upgrade() -> None:
    """Add the tables and the columns."""
    run(_SQL)
    raise_walls(*tables_of(_SQL))


def downgrade() -> None:
    """Take them away again."""
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")
    op.execute("ALTER TABLE payment_message DROP COLUMN trace")
    op.execute("ALTER TABLE batch_row DROP COLUMN urgent, DROP COLUMN instruction")
    op.execute("ALTER TABLE batch DROP COLUMN message_row_id")

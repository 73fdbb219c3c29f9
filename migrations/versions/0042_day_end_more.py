"""When a bank cuts its days."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0042"
down_revision = "0041"
_SQL = "0042_day_end_more.sql"


def upgrade() -> None:
    """Add the table."""
    run(_SQL)
    raise_walls(*tables_of(_SQL), enterprise=False)


def downgrade() -> None:
    """Take it away again."""
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")

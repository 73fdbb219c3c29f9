"""How people want to be told, and what is on its way to them."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0012"
down_revision = "0011"
_SQL = "0012_notices.sql"


def upgrade() -> None:
    """Add the tables; they belong to persons, not to one enterprise."""
    run(_SQL)
    raise_walls(*tables_of(_SQL), enterprise=False)


def downgrade() -> None:
    """Take them away again."""
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")

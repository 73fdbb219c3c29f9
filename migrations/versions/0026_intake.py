"""Files of rows: what headings mean, and files whose columns are not known yet."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0026"
down_revision = "0025"
_SQL = "0026_intake.sql"


def upgrade() -> None:
    """Add the tables."""
    run(_SQL)
    raise_walls(*tables_of(_SQL))


def downgrade() -> None:
    """Take them away again."""
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")

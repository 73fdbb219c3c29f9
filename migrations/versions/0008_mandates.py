"""Changes of rule (授权变更), and what the bank lets one enterprise do."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0008"
down_revision = "0007"
_SQL = "0008_mandates.sql"


def upgrade() -> None:
    """Add the tables and the column."""
    run(_SQL)
    raise_walls(*tables_of(_SQL))


def downgrade() -> None:
    """Take them away again."""
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")
    op.execute("ALTER TABLE enterprise DROP COLUMN settings")

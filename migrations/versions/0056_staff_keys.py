"""Staff: passkeys, and what their authenticators are asked."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0056"
down_revision = "0055"
_SQL = "0056_staff_keys.sql"


def upgrade() -> None:
    """Add the tables."""
    run(_SQL)
    raise_walls(*tables_of(_SQL), enterprise=False)


def downgrade() -> None:
    """Take them away again."""
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")

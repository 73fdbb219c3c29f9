"""Templates of payments (付款模板)."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0047"
down_revision = "0046"
_SQL = "0047_desk_work.sql"


def upgrade() -> None:
    """Add the table."""
    run(_SQL)
    raise_walls(*tables_of(_SQL))


def downgrade() -> None:
    """Take it away again."""
    op.execute("REVOKE INSERT ON certificate FROM yinqi_worker")
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")

"""Strong authentication: passkeys, one-time codes, challenges."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0009"
down_revision = "0008"
_SQL = "0009_strong_authentication.sql"


def upgrade() -> None:
    """Add the tables and columns."""
    run(_SQL)
    raise_walls(*tables_of(_SQL), enterprise=False)


def downgrade() -> None:
    """Take them away again."""
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")
    for column in ("label", "counter", "ended_at"):
        op.execute(f"ALTER TABLE credential DROP COLUMN {column}")
    op.execute("REVOKE INSERT ON credential FROM yinqi_app")

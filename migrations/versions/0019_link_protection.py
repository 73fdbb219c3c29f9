"""The direct link: sealed bodies, the pace of messages, batches in parts."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0019"
down_revision = "0018"
_SQL = "0019_link_protection.sql"


def upgrade() -> None:
    """Add the columns and the grants."""
    run(_SQL)
    raise_walls(*tables_of(_SQL))


def downgrade() -> None:
    """Take them away again."""
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")
    op.execute("GRANT INSERT ON link_address TO yinqi_app")
    op.execute("ALTER TABLE link_address DROP CONSTRAINT link_address_pace_ck")
    for column in ("sealed", "per_minute", "at_once"):
        op.execute(f"ALTER TABLE link_address DROP COLUMN {column}")

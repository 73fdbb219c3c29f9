"""The sandbox: told outcomes, and the log of messages."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0038"
down_revision = "0037"
_SQL = "0038_sandbox.sql"


def upgrade() -> None:
    """Add the tables, and the serial to the log."""
    run(_SQL)
    raise_walls(*tables_of(_SQL))


def downgrade() -> None:
    """Take them away again."""
    op.execute("ALTER TABLE direct_link_nonce DROP COLUMN client_serial")
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")

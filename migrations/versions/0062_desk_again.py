"""The bank's desk: keys of the direct link that two of security agreed to; what closing an account would pay."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0062"
down_revision = "0061"
_SQL = "0062_desk_again.sql"


def upgrade() -> None:
    """Add the table."""
    run(_SQL)
    raise_walls(*tables_of(_SQL), enterprise=False)


def downgrade() -> None:
    """Take it away again; the keys themselves lie in files."""
    op.execute("REVOKE EXECUTE ON FUNCTION ledger_business_on(uuid, date) FROM yinqi_desk")
    op.execute("DROP TABLE link_key")

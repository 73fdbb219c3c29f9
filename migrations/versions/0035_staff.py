"""The bank's staff, their sessions, and what they change under agreement of two."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0035"
down_revision = "0034"
_SQL = "0035_staff.sql"
_OF_ENTERPRISES = ("desk_change", "desk_change_transition")


def upgrade() -> None:
    """Add the tables and let the desk's role in."""
    run(_SQL)
    raise_walls(*_OF_ENTERPRISES)
    raise_walls(*(t for t in tables_of(_SQL) if t not in _OF_ENTERPRISES), enterprise=False)


def downgrade() -> None:
    """Take them away again, and every right of the desk's role."""
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")
    op.execute("REVOKE ALL ON ALL TABLES IN SCHEMA yinqi FROM yinqi_desk")
    op.execute("REVOKE ALL ON SCHEMA yinqi FROM yinqi_desk")

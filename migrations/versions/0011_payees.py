"""Payees: the book, the white list, the cool-down, names that were asked about."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import functions_of, run, tables_of
from migrations.walls import raise_walls

revision = "0011"
down_revision = "0010"
_SQL = "0011_payees.sql"
_COLUMNS = (
    "class",
    "status",
    "note",
    "verdict",
    "verdict_at",
    "since_at",
    "confirmed_by",
)


def upgrade() -> None:
    """Add the tables, the columns of the book and the function."""
    run(_SQL)
    raise_walls(*tables_of(_SQL))


def downgrade() -> None:
    """Take them away again."""
    for name in functions_of(_SQL):
        op.execute(f"DROP FUNCTION {name}")
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP INDEX payee_active_uq")
    for column in _COLUMNS:
        op.execute(f"ALTER TABLE payee DROP COLUMN {column}")

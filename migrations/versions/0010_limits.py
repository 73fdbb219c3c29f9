"""Limits: what may be spent, by whom, in which time; reservations."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import functions_of, run, tables_of
from migrations.walls import raise_walls

revision = "0010"
down_revision = "0009"
_SQL = "0010_limits.sql"


def upgrade() -> None:
    """Add the tables and their functions; what the bank has set (银行设定) no enterprise changes."""
    run(_SQL)
    raise_walls(*tables_of(_SQL))
    own = "AS RESTRICTIVE FOR {verb} TO yinqi_app {check} (issuer = 'enterprise')"
    op.execute(
        f"CREATE POLICY own_new ON limit_rule {own.format(verb='INSERT', check='WITH CHECK')}"
    )
    op.execute(f"CREATE POLICY own_old ON limit_rule {own.format(verb='UPDATE', check='USING')}")


def downgrade() -> None:
    """Take them away again."""
    for function in reversed(functions_of(_SQL)):
        op.execute(f"DROP FUNCTION {function}")
    op.execute("ALTER TABLE payment DROP COLUMN limited")
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")

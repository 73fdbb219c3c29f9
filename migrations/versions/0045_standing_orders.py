"""Scheduled and recurring payments (定期付款)."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0045"
down_revision = "0043"
_SQL = "0045_standing_orders.sql"


def upgrade() -> None:
    """Add the tables, and let the worker count."""
    run(_SQL)
    raise_walls(*tables_of(_SQL))


def downgrade() -> None:
    """Take them away again."""
    op.execute(
        "REVOKE EXECUTE ON FUNCTION limits_reserve(uuid, uuid, text, jsonb, timestamptz) FROM yinqi_worker"
    )
    op.execute(
        "REVOKE UPDATE (amount_minor, currency, counted_on, counts, turn, reserved_at) ON limit_reservation"
        " FROM yinqi_worker"
    )
    op.execute("REVOKE INSERT ON limit_counter, limit_reservation FROM yinqi_worker")
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")

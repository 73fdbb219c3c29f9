"""The books: many postings in one call, and what batches need of names, holds and limits."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import function, run

revision = "0025"
down_revision = "0024"
_ADDED = (
    (
        "ledger_post_set(uuid, text, text, date, timestamptz, text, uuid, uuid[], text[], jsonb, int[], text[], bigint[],"
        " jsonb)"
    ),
    "ledger_hold_place_set(uuid, uuid[], bigint[], text, text, text, timestamptz)",
    "ledger_check_names(uuid, text[], text[], text)",
)


def upgrade() -> None:
    """Add the functions and the account batches pass through."""
    run("0025_books_in_sets.sql")


def downgrade() -> None:
    """Take the functions away; the account stays, as accounts do."""
    connection = op.get_bind().connection.driver_connection
    for signature in _ADDED:
        op.execute(f"DROP FUNCTION {signature}")
    connection.execute(function("0010_limits.sql", "limits_reserve"))  # type: ignore[union-attr]

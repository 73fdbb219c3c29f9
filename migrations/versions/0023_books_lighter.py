"""The books' posting, version 3, and statuses that are checked by their type."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import function, run

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Give the columns their types, and put the new posting in the place of the old."""
    run("0023_books_lighter.sql")


def downgrade() -> None:
    """Put the old posting and the checks of the tables back."""
    connection = op.get_bind().connection.driver_connection
    connection.execute(function("0007_books_again.sql", "ledger_post"))  # type: ignore[union-attr]
    connection.execute(function("0002_books.sql", "ledger_close_day"))  # type: ignore[union-attr]
    for table, column, words in (
        ("ledger_account", "kind", "'customer', 'internal'"),
        ("ledger_account", "status", "'open', 'credit_only', 'frozen', 'closed'"),
        (
            "payment",
            "status",
            (
                "'draft', 'pending_approval', 'sent_back', 'approved', 'scheduled', 'submitted', 'processing',"
                " 'succeeded', 'failed', 'returned', 'rejected', 'withdrawn', 'expired', 'cancelled', 'unknown'"
            ),
        ),
    ):
        op.execute(f"ALTER TABLE {table} ALTER {column} TYPE text")
        op.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_ck CHECK ({column} IN ({words}))"
        )
    op.execute("ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_floor_ck")
    op.execute(
        "ALTER TABLE ledger_account ADD CONSTRAINT ledger_account_floor_ck"
        " CHECK (kind = 'internal' OR balance_minor - held_minor >= floor_minor)"
    )
    for domain in ("account_kind", "account_status", "payment_status"):
        op.execute(f"DROP DOMAIN {domain}")

"""The books' posting, version 2, and the key of a message over all certificates."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import function, run

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the column and the key, and put the new posting in the place of the old."""
    run("0007_books_again.sql")


def downgrade() -> None:
    """Put the old posting back; it knows nothing of the column."""
    op.get_bind().connection.driver_connection.execute(function("0002_books.sql", "ledger_post"))  # type: ignore[union-attr]
    op.execute("DROP INDEX payment_message_content_uq")
    op.execute("ALTER TABLE ledger_account DROP COLUMN moved_on")

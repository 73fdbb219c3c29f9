"""The books' functions, version 1."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import functions_of, run

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the functions and hand them to their owner."""
    run("0002_books.sql")


def downgrade() -> None:
    """Drop the functions; the tables keep what was booked."""
    for name in reversed(functions_of("0002_books.sql")):
        op.execute(f"DROP FUNCTION {name}")
    op.execute("REVOKE ALL ON ALL TABLES IN SCHEMA yinqi FROM yinqi_books")

"""The books: many postings in one statement."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Run the statements."""
    run("0025_books_in_sets.sql")


def downgrade() -> None:
    """Nothing was changed yet."""

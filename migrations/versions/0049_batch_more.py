"""Batches: limits get back what was not paid; accounts are set up for one debit in total or one for each row."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import functions_of, run

revision = "0049"
down_revision = "0048"
_SQL = "0049_batch_more.sql"


def upgrade() -> None:
    """Add the function and the grants."""
    run(_SQL)


def downgrade() -> None:
    """Take them away again."""
    for function in functions_of(_SQL):
        op.execute(f"DROP FUNCTION {function}")
    op.execute("REVOKE UPDATE (amount_minor) ON limit_reservation FROM yinqi_worker")
    op.execute("REVOKE SELECT, INSERT, UPDATE (debit) ON batch_account FROM yinqi_desk")

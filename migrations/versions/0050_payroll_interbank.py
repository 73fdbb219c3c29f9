"""Submissions whose words are sealed: payroll rows that leave for other banks."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run

revision = "0050"
down_revision = "0049"


def upgrade() -> None:
    """Add the column and its guard."""
    run("0050_payroll_interbank.sql")


def downgrade() -> None:
    """Take them away again."""
    op.execute("ALTER TABLE submission DROP CONSTRAINT submission_private_ck")
    op.execute("ALTER TABLE submission DROP COLUMN sealed")

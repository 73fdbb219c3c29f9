"""Batches: room on the pages of what a payroll changes, and received files sealed."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run

revision = "0059"
down_revision = "0058"


def upgrade() -> None:
    """Leave more of each page free; add the sealed pieces."""
    run("0059_batch_rest.sql")


def downgrade() -> None:
    """As much as there was before; sealed pieces are gone, whoever wants them keeps this version."""
    op.execute("ALTER TABLE batch_portion DROP COLUMN fee_hold_id")
    op.execute("ALTER TABLE received_message DROP COLUMN file_name")
    op.execute("ALTER TABLE received_piece DROP COLUMN sealed")
    op.execute("ALTER TABLE ledger_account RESET (fillfactor)")
    op.execute("ALTER TABLE batch_row SET (fillfactor = 75)")

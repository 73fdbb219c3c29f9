"""What was heard from clearing, how far was read, and notices for the bank's desk."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add columns, the cursor's table and the indexes; code that knows none of them goes on."""
    run("0004_clearing.sql")


def downgrade() -> None:
    """Take them away; refused while rows need them."""
    op.execute("ALTER TABLE notice ALTER COLUMN enterprise_id SET NOT NULL")
    op.execute("DROP INDEX incoming_credit_tenant_id_received_at_ix")
    op.execute("ALTER TABLE incoming_credit_transition DROP COLUMN note")
    op.execute("DROP INDEX incoming_credit_tenant_id_return_id_ix")
    op.execute("ALTER TABLE incoming_credit DROP COLUMN return_id")
    op.execute("ALTER TABLE incoming_credit DROP CONSTRAINT incoming_credit_status_ck")
    op.execute(
        "ALTER TABLE incoming_credit ADD CONSTRAINT incoming_credit_status_ck"
        " CHECK (status IN ('received', 'booked', 'suspended', 'returned'))"
    )
    op.execute("DROP TABLE clearing_cursor")
    op.execute("DROP INDEX clearing_answer_message_uq")
    op.execute("ALTER TABLE submission_transition ALTER COLUMN enterprise_id SET NOT NULL")
    op.execute("ALTER TABLE submission ALTER COLUMN enterprise_id SET NOT NULL")
    op.execute("ALTER TABLE submission DROP COLUMN heard_at")

"""The outbox's own order, and the devices a person is known on."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column, the indexes and the table."""
    run("0003_outbox_order_devices.sql")


def downgrade() -> None:
    """Take them away again."""
    op.execute("DROP TABLE known_device")
    op.execute("DROP INDEX outbox_tenant_id_position_ix")
    op.execute("ALTER TABLE outbox DROP COLUMN position")
    op.execute(
        "CREATE INDEX outbox_tenant_id_created_at_id_ix ON outbox (tenant_id, created_at, id)"
        " WHERE relayed_at IS NULL"
    )

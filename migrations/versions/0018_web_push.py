"""Web push as a way to a person; addresses of channels sealed at rest."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run

revision = "0018"
down_revision = "0017"
_KINDS = "'mail', 'wecom', 'dingtalk', 'feishu', 'sms'"


def upgrade() -> None:
    """Run the statements."""
    run("0018_web_push.sql")


def downgrade() -> None:
    """Sealed addresses cannot be opened here: their channels go, and what was on its way to them."""
    for table in ("notice_delivery", "notice_channel"):
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    sealed = "SELECT tenant_id, id FROM notice_channel WHERE sealed IS NOT NULL"
    op.execute(f"DELETE FROM notice_delivery WHERE (tenant_id, channel_id) IN ({sealed})")  # noqa: S608
    op.execute("DELETE FROM notice_channel WHERE sealed IS NOT NULL")
    op.execute("UPDATE notice_channel SET topics = topics - 'security'")
    for table in ("notice_delivery", "notice_channel"):
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute("REVOKE UPDATE (address, sealed, shown, status) ON notice_channel FROM yinqi_worker")
    op.execute(
        "ALTER TABLE notice_channel DROP CONSTRAINT notice_channel_address_ck,"
        " DROP CONSTRAINT notice_channel_tenant_id_person_id_kind_mark_uq,"
        " DROP CONSTRAINT notice_channel_kind_ck"
    )
    op.execute(
        "ALTER TABLE notice_channel DROP COLUMN sealed, DROP COLUMN shown, DROP COLUMN mark,"
        " ALTER COLUMN address SET NOT NULL"
    )
    op.execute(
        "ALTER TABLE notice_channel"
        " ADD CONSTRAINT notice_channel_tenant_id_person_id_kind_address_uq UNIQUE (tenant_id, person_id, kind, address),"
        f" ADD CONSTRAINT notice_channel_kind_ck CHECK (kind IN ({_KINDS}))"
    )

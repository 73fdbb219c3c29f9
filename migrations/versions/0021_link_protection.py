"""The direct link: sealed bodies and the pace of messages."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Add the columns and the grants."""
    run("0021_link_protection.sql")


def downgrade() -> None:
    """Take them away again."""
    op.execute("GRANT INSERT ON link_address TO yinqi_app")
    op.execute("ALTER TABLE link_address DROP CONSTRAINT link_address_pace_ck")
    for column in ("sealed", "per_minute", "at_once"):
        op.execute(f"ALTER TABLE link_address DROP COLUMN {column}")

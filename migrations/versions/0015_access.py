"""Access: users' life, named roles, rights with amounts."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0015"
down_revision = "0014"
_SQL = "0015_access.sql"


def upgrade() -> None:
    """Add the tables, the columns and the grants."""
    run(_SQL)
    raise_walls(*tables_of(_SQL))


def downgrade() -> None:
    """Take them away again."""
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")
    for table in ("enterprise_user", "role_member"):
        op.execute(f"DROP POLICY enterprise_adds ON {table}")
        op.execute(f"DROP POLICY enterprise_changes ON {table}")
    op.execute("ALTER TABLE role_member DROP COLUMN live")
    op.execute("ALTER TABLE user_right DROP COLUMN upto_minor, DROP COLUMN currency")
    op.execute("REVOKE INSERT ON person, enterprise_user, role_member, user_right FROM yinqi_app")
    op.execute("REVOKE UPDATE (title, status) ON enterprise_user FROM yinqi_app")
    op.execute("REVOKE UPDATE (may_see, may_make, may_approve) ON user_right FROM yinqi_app")

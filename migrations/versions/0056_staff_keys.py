"""Staff: passkeys, and what their authenticators are asked; a freeze of the checker is told."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import function, run, tables_of
from migrations.walls import raise_walls

revision = "0056"
down_revision = "0055"
_SQL = "0056_staff_keys.sql"


def upgrade() -> None:
    """Add the tables, and let alarms tell whom they concern."""
    run(_SQL)
    raise_walls(*tables_of(_SQL), enterprise=False)


def downgrade() -> None:
    """Take them away again; alarms as they were."""
    connection = op.get_bind().connection.driver_connection
    connection.execute(function("0041_day_end_control.sql", "ledger_alarm"))  # type: ignore[union-attr]
    op.execute("REVOKE INSERT ON outbox FROM yinqi_books")
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")

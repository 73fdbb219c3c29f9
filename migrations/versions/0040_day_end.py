"""Day end: business dates, steps, rates and interest."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import function, run, tables_of
from migrations.walls import raise_walls

revision = "0040"
down_revision = "0039"
_SQL = "0040_day_end.sql"
_OF_ENTERPRISES = ("interest_product", "interest_settlement")
_UNDATED = """
DO $$
DECLARE f text; s text;
BEGIN
  EXECUTE 'GRANT CREATE ON SCHEMA yinqi TO yinqi_books';
  FOREACH s IN ARRAY ARRAY[
    'ledger_post(uuid, uuid, text, text, text, date, date, timestamptz, text[], bigint[], jsonb, uuid)',
    'ledger_post_set(uuid, text, text, date, timestamptz, text, uuid, uuid[], text[], jsonb, int[], text[], bigint[], jsonb)'
  ] LOOP
    SELECT pg_get_functiondef(s::regprocedure) INTO f;
    EXECUTE regexp_replace(f, '\\n  (v_day date;|PERFORM pg_advisory_xact_lock_shared[^\\n]*|v_day := [^\\n]*'
      || '|p_value_on := CASE[^\\n]*|p_booked_on := v_day;)', '', 'g');
  END LOOP;
  EXECUTE 'REVOKE CREATE ON SCHEMA yinqi FROM yinqi_books';
END $$
"""


def upgrade() -> None:
    """Add the tables, and let the books date every posting."""
    run(_SQL)
    raise_walls(*_OF_ENTERPRISES)
    raise_walls(
        *(table for table in tables_of(_SQL) if table not in _OF_ENTERPRISES), enterprise=False
    )


def downgrade() -> None:
    """Dates as callers give them, days closed in one go, and none of the tables."""
    connection = op.get_bind().connection.driver_connection
    connection.execute(_UNDATED)  # type: ignore[union-attr]
    connection.execute(function("0023_books_lighter.sql", "ledger_close_day"))  # type: ignore[union-attr]
    op.execute("DROP FUNCTION ledger_close_portion(uuid, date, int)")
    op.execute("DROP FUNCTION ledger_cut_over(uuid, date, timestamptz)")
    op.execute("DROP FUNCTION ledger_business_on(uuid, date)")
    op.execute("DROP INDEX ledger_entry_internal_ix")
    op.execute(
        "CREATE INDEX ledger_entry_internal_ix ON ledger_entry (tenant_id, account_id) WHERE seq IS NULL"
    )
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")

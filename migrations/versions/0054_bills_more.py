"""Bills at the bank's desk: lines with margin, prices, agreements about interest, acceptances, advances."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0054"
down_revision = "0051"
_SQL = "0054_bills_more.sql"
_OF_AN_ENTERPRISE = "bill_agreement"
_FORGET = """
DO $$ DECLARE b record; BEGIN
  FOR b IN SELECT DISTINCT tenant_id FROM bank_directory LOOP
    PERFORM set_config('yinqi.tenant', b.tenant_id::text, true);
    DELETE FROM bill_desk_act WHERE status IN ('waiting', 'lapsed');
  END LOOP;
END $$
"""


def upgrade() -> None:
    """Add the tables, the states of an answer and the grants."""
    run(_SQL)
    raise_walls(
        *(table for table in tables_of(_SQL) if table != _OF_AN_ENTERPRISE), enterprise=False
    )
    raise_walls(_OF_AN_ENTERPRISE)


def downgrade() -> None:
    """Take them away again; an answer that waited goes with them."""
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP INDEX bill_piece_tenant_id_holder_code_ix")
    op.execute("DROP INDEX bill_desk_act_waiting_ix")
    op.execute(_FORGET)
    op.execute("ALTER TABLE bill_desk_act DROP CONSTRAINT bill_desk_act_status_ck")
    op.execute(
        "ALTER TABLE bill_desk_act ADD CONSTRAINT bill_desk_act_status_ck"
        " CHECK (status IN ('sent', 'settled', 'refused'))"
    )
    op.execute("REVOKE UPDATE (agrees, why, asked) ON bill_desk_act FROM yinqi_worker")
    op.execute(
        "REVOKE SELECT ON bill, bill_piece, bill_desk_act, bill_reconciliation FROM yinqi_desk"
    )

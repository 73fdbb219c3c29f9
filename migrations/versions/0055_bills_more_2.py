"""Documents of bills: what a discount came to, contracts and invoices, slips in the register of seals."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run, tables_of
from migrations.walls import raise_walls

revision = "0055"
down_revision = "0054"
_SQL = "0055_bills_more_2.sql"
_WITHOUT = """
DO $$
DECLARE said TEXT; b record;
BEGIN
  FOR b IN SELECT DISTINCT tenant_id FROM bank_directory LOOP
    PERFORM set_config('yinqi.tenant', b.tenant_id::text, true);
    DELETE FROM document_seal WHERE kind = 'bill';
  END LOOP;
  SELECT pg_get_constraintdef(oid) INTO said FROM pg_constraint
   WHERE conname = 'document_seal_kind_ck' AND connamespace = 'yinqi'::regnamespace;
  ALTER TABLE document_seal DROP CONSTRAINT document_seal_kind_ck;
  EXECUTE 'ALTER TABLE document_seal ADD CONSTRAINT document_seal_kind_ck ' || replace(said, '''bill''::text, ', '');
END $$
"""


def upgrade() -> None:
    """Add the tables and the kind."""
    run(_SQL)
    raise_walls(*tables_of(_SQL))


def downgrade() -> None:
    """Take them away again; slips count as signed no more."""
    op.execute(_WITHOUT)
    op.execute("DROP INDEX bill_seat_tenant_id_number_ix")
    for table in reversed(tables_of(_SQL)):
        op.execute(f"DROP TABLE {table}")

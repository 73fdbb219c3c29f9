"""Tariffs in force from a day on, and functions opened to a share of the enterprises."""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    """Run the statements."""
    run("0046_desk_more.sql")


def downgrade() -> None:
    """Undo them; of each tariff the version that began last stays."""
    op.execute("ALTER TABLE service_switch DROP COLUMN share")
    op.execute("REVOKE UPDATE (until_on, percent) ON fee_discount FROM yinqi_desk")
    op.execute("REVOKE SELECT, INSERT ON fee_discount FROM yinqi_desk")
    op.execute("REVOKE INSERT ON fee_band FROM yinqi_desk")
    op.execute("ALTER TABLE fee_band NO FORCE ROW LEVEL SECURITY")
    op.execute(
        "DELETE FROM fee_band b USING fee_band n WHERE n.tenant_id = b.tenant_id AND n.rail = b.rail"
        " AND n.currency = b.currency AND (n.from_on, n.edition) > (b.from_on, b.edition)"
    )
    op.execute("ALTER TABLE fee_band FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE fee_band DROP CONSTRAINT fee_band_pk")
    op.execute("ALTER TABLE fee_band DROP COLUMN from_on, DROP COLUMN edition")
    op.execute(
        "ALTER TABLE fee_band ADD CONSTRAINT fee_band_pk PRIMARY KEY (tenant_id, rail, currency, above_minor)"
    )

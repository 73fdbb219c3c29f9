"""Row security for tables that come later, the same two walls as those of 0001_guards.sql."""

from __future__ import annotations

from typing import Final

from alembic import op

_TENANT: Final = "tenant_id = nullif(current_setting('yinqi.tenant', true), '')::uuid"
_ENTERPRISE: Final = "enterprise_id = nullif(current_setting('yinqi.enterprise', true), '')::uuid"


def raise_walls(*tables: str, enterprise: bool = True) -> None:
    """Force row security on new tables; without `enterprise` rows belong to the bank as a whole."""
    for table in tables:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON {table} USING ({_TENANT}) WITH CHECK ({_TENANT})")
        if enterprise:
            op.execute(
                f"CREATE POLICY enterprise ON {table} AS RESTRICTIVE TO yinqi_app"
                f" USING ({_ENTERPRISE}) WITH CHECK ({_ENTERPRISE})"
            )

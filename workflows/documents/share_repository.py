"""All SQL about links that share a receipt."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from kernel.context import Context
from kernel.statements import Row

_INSERT: Final = """
INSERT INTO document_share (tenant_id, enterprise_id, id, token_hash, number, user_id, uses, uses_max, created_at,
                            expires_at)
VALUES (%(tenant_id)s, %(enterprise_id)s, %(id)s, %(token_hash)s, %(number)s, %(user_id)s, 0, %(uses_max)s,
        %(created_at)s, %(expires_at)s)
"""
_OF: Final = """
SELECT * FROM document_share WHERE tenant_id = %s AND enterprise_id = %s AND number = %s
 ORDER BY created_at DESC, id DESC LIMIT %s
"""
_ONE: Final = "SELECT * FROM document_share WHERE tenant_id = %s AND enterprise_id = %s AND id = %s"
_OPEN: Final = """
SELECT * FROM document_share WHERE tenant_id = %s AND enterprise_id = %s AND token_hash = %s
   AND revoked_at IS NULL AND expires_at > %s AND uses < uses_max
"""
# Whoever comes at the same moment waits for this row and finds what is left.
_USE: Final = """
UPDATE document_share SET uses = uses + 1
 WHERE tenant_id = %s AND enterprise_id = %s AND token_hash = %s
   AND revoked_at IS NULL AND expires_at > %s AND uses < uses_max
RETURNING *
"""
_REVOKE: Final = """
UPDATE document_share SET revoked_at = %s
 WHERE tenant_id = %s AND enterprise_id = %s AND id = %s AND revoked_at IS NULL
"""


def insert(ctx: Context, share: Row) -> None:
    """Keep a link."""
    ctx.uow.run(_INSERT, share)


def of_receipt(ctx: Context, number: str, limit: int) -> list[Row]:
    """The links of a receipt, the newest first."""
    return ctx.uow.rows(_OF, (ctx.tenant_id, ctx.enterprise_id, number, limit))


def by_id(ctx: Context, share_id: UUID) -> Row | None:
    """One link of the enterprise."""
    return ctx.uow.row(_ONE, (ctx.tenant_id, ctx.enterprise_id, share_id))


def find(ctx: Context, token_hash: bytes) -> Row | None:
    """A link that opens now."""
    return ctx.uow.row(_OPEN, (ctx.tenant_id, ctx.enterprise_id, token_hash, ctx.now))


def use(ctx: Context, token_hash: bytes) -> Row | None:
    """Count one download of a link that opens now; None for any other."""
    return ctx.uow.row(_USE, (ctx.tenant_id, ctx.enterprise_id, token_hash, ctx.now))


def revoke(ctx: Context, share_id: UUID) -> bool:
    """Take it back; False when it was already."""
    return ctx.uow.run(_REVOKE, (ctx.now, ctx.tenant_id, ctx.enterprise_id, share_id)) == 1

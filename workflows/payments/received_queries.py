"""What is read of messages as they were received."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from kernel.context import Context
from kernel.statements import Row

_RECEIVED: Final = """
SELECT m.id AS message_row_id, m.message_id || '.xml' AS name, r.digest, r.size, r.certificate, r.signature
  FROM payment_message m
  JOIN received_message r ON r.tenant_id = m.tenant_id AND r.trace = m.trace
 WHERE m.tenant_id = %(tenant)s AND m.trace <> '' AND m.id IN (
       SELECT message_row_id FROM batch WHERE tenant_id = %(tenant)s AND number = %(number)s
       UNION ALL SELECT message_row_id FROM payment_group WHERE tenant_id = %(tenant)s AND number = %(number)s)
"""
_BROUGHT: Final = """
SELECT b.account, r.file_name AS name, r.digest, r.size, r.certificate, r.signature
  FROM batch b JOIN received_message r ON r.tenant_id = b.tenant_id AND r.trace = b.source->>'brought'
 WHERE b.tenant_id = %(tenant)s AND b.number = %(number)s
"""
_ACCOUNTS: Final = """
SELECT account AS number FROM batch WHERE tenant_id = %(tenant)s AND message_row_id = %(message)s
 UNION SELECT payer_account FROM payment_group WHERE tenant_id = %(tenant)s AND message_row_id = %(message)s
"""
_PIECE: Final = """
SELECT packed, sealed FROM received_piece WHERE tenant_id = %s AND enterprise_id = %s AND digest = %s AND seq = %s
"""


def received(ctx: Context, number: str) -> Row | None:
    """The message in which a batch or a list of payments came, or the file a person brought, if it was kept."""
    asked = {"tenant": ctx.tenant_id, "number": number}
    return ctx.uow.row(_RECEIVED, asked) or ctx.uow.row(_BROUGHT, asked)


def accounts(ctx: Context, message_row_id: UUID) -> list[str]:
    """Every account a message pays from."""
    given = {"tenant": ctx.tenant_id, "message": message_row_id}
    return [row["number"] for row in ctx.uow.rows(_ACCOUNTS, given)]


def piece(ctx: Context, digest: bytes, seq: int) -> Row | None:
    """A piece of its packed bytes, sealed, or as it was kept before pieces were; nothing after the last."""
    return ctx.uow.row(_PIECE, (ctx.tenant_id, ctx.enterprise_id, digest, seq))

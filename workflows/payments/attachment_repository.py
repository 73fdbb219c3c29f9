"""All SQL that writes attachments. None is ever deleted: what is taken away is set aside."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from kernel.context import Context
from kernel.statements import Row

_INSERT: Final = """
INSERT INTO payment_attachment (tenant_id, enterprise_id, id, client_serial, name, media_type, size,
                                digest, created_at)
VALUES (%(tenant)s, %(enterprise)s, %(id)s, %(client_serial)s, %(name)s, %(media_type)s, %(size)s,
        %(digest)s, %(at)s)
"""
_SET_ASIDE: Final = """
UPDATE payment_attachment SET client_serial = %(aside)s
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND id = %(id)s
"""
_FIND: Final = """
SELECT id, client_serial, name, media_type, size, digest FROM payment_attachment
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND id = %(id)s
"""


def insert(ctx: Context, row: Row) -> None:
    """Write one."""
    ctx.uow.run(_INSERT, row | _whose(ctx) | {"at": ctx.now})


def set_aside(ctx: Context, attachment_id: UUID) -> None:
    """Take one from its payment; no serial of a client begins like this."""
    ctx.uow.run(_SET_ASIDE, _whose(ctx) | {"id": attachment_id, "aside": f"?{attachment_id}"})


def find(ctx: Context, attachment_id: UUID) -> Row | None:
    """One of the enterprise's."""
    return ctx.uow.row(_FIND, _whose(ctx) | {"id": attachment_id})


def _whose(ctx: Context) -> dict[str, Any]:
    return {"tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id}

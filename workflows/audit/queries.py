"""What is read of the audit trail: an enterprise's own lines, by an order that no new line disturbs."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from kernel.calendar import SHANGHAI
from kernel.context import Context
from kernel.errors import NotFound
from kernel.statements import Row
from kernel.text import Text
from workflows.audit.commands import AuditFilter

_PAGE: Final = """
SELECT * FROM audit
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s
   AND (%(who)s = '' OR position(lower(%(who)s) IN lower(actor)) > 0)
   AND (%(action)s = '' OR action = %(action)s OR starts_with(action, %(action)s || '.'))
   AND (%(target)s = '' OR object_id = %(target)s)
   AND (%(door)s = '' OR door = %(door)s)
   AND (%(address)s = '' OR detail ->> 'address' = %(address)s)
   AND (%(since)s::timestamptz IS NULL OR at >= %(since)s)
   AND (%(until)s::timestamptz IS NULL OR at < %(until)s)
   AND (%(before_at)s::timestamptz IS NULL OR (at, id) < (%(before_at)s, %(before_id)s::uuid))
 ORDER BY at DESC, id DESC LIMIT %(limit)s
"""
_ONE: Final = "SELECT * FROM audit WHERE tenant_id = %s AND enterprise_id = %s AND id = %s"
_LAST_CHECK: Final = """
SELECT at, good, sealed, reason FROM audit_check WHERE tenant_id = %s ORDER BY at DESC LIMIT 1
"""

Place = tuple[datetime, UUID]


def page(ctx: Context, wanted: AuditFilter, before: Place | None, limit: int) -> list[Row]:
    """Lines of this enterprise that fit, newest first, after a place."""
    params = {
        "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "who": wanted.who,
        "action": wanted.action, "target": wanted.target, "door": wanted.door,
        "address": wanted.address, "since": _start(wanted.from_on),
        "until": _start(wanted.to_on, days=1), "before_at": before[0] if before else None,
        "before_id": before[1] if before else None, "limit": limit,
    }  # fmt: skip
    return ctx.uow.rows(_PAGE, params)


def one(ctx: Context, line_id: UUID) -> Row:
    """One line of this enterprise; raises NotFound."""
    row = ctx.uow.row(_ONE, (ctx.tenant_id, ctx.enterprise_id, line_id))
    if row is None:
        raise NotFound(Text("该审计行", "The line"))
    return row


def last_check(ctx: Context) -> Row | None:
    """What the last walk along the bank's chain found."""
    return ctx.uow.row(_LAST_CHECK, (ctx.tenant_id,))


def _start(on: date | None, *, days: int = 0) -> datetime | None:
    """The beginning of a day in China, or of one after it."""
    return datetime.combine(on + timedelta(days=days), time(), SHANGHAI) if on else None

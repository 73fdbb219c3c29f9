"""What one person decided in one enterprise, read back for that person alone."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from kernel.calendar import SHANGHAI
from kernel.context import Context
from kernel.statements import Row
from workflows.approval.signed_commands import ListSigned

Before = tuple[datetime, UUID]
"""Where a page ended: when, and in which round. Nobody decides twice in a round at one moment."""

_COLUMNS: Final = """
SELECT d.approval_id, d.seq, d.decided_at, d.action, d.door, d.digest, d.on_behalf_of, d.comment,
       d.canonical_text, d.evidence, a.operation, a.facts, a.status
  FROM approval_decision d
  JOIN approval a ON a.tenant_id = d.tenant_id AND a.id = d.approval_id
 WHERE d.tenant_id = %(tenant)s AND d.enterprise_id = %(enterprise)s AND d.person_id = %(person)s
"""
_PAGE: Final = (
    _COLUMNS
    + """
   AND (%(action)s = '' OR d.action = %(action)s)
   AND (%(method)s = '' OR %(method)s = ANY(string_to_array(d.evidence->>'method', '+')))
   AND (%(text)s = '' OR strpos(lower(d.canonical_text), %(text)s) > 0
        OR strpos(lower(a.facts->'title'->>'zh'), %(text)s) > 0
        OR strpos(encode(d.digest, 'hex'), replace(%(text)s, ' ', '')) = 1)
   AND (%(from)s::timestamptz IS NULL OR d.decided_at >= %(from)s::timestamptz)
   AND (%(to)s::timestamptz IS NULL OR d.decided_at < %(to)s::timestamptz)
   AND (%(at)s::timestamptz IS NULL
        OR (d.decided_at, d.approval_id) < (%(at)s::timestamptz, %(last)s::uuid))
 ORDER BY d.decided_at DESC, d.approval_id DESC
 LIMIT %(limit)s
"""
)
_ONE: Final = _COLUMNS + " AND d.approval_id = %(approval)s AND d.seq = %(seq)s"


def page(ctx: Context, wanted: ListSigned, before: Before | None, limit: int) -> list[Row]:
    """A page of the actor's decisions, newest first."""
    at, last = before or (None, None)
    asked = {
        "action": wanted.action,
        "method": wanted.method,
        "text": wanted.text.strip().lower(),
        "from": datetime.combine(wanted.from_on, time(), SHANGHAI) if wanted.from_on else None,
        "to": _after(wanted),
        "at": at,
        "last": last,
        "limit": limit,
    }
    return ctx.uow.rows(_PAGE, _mine(ctx) | asked)


def one(ctx: Context, approval_id: UUID, seq: int) -> Row | None:
    """One of the actor's decisions."""
    return ctx.uow.row(_ONE, _mine(ctx) | {"approval": approval_id, "seq": seq})


def _after(wanted: ListSigned) -> datetime | None:
    if wanted.to_on is None:
        return None
    return datetime.combine(wanted.to_on + timedelta(days=1), time(), SHANGHAI)


def _mine(ctx: Context) -> dict[str, Any]:
    return {
        "tenant": ctx.tenant_id,
        "enterprise": ctx.enterprise_id,
        "person": ctx.actor.person_id,
    }

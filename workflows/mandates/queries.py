"""What is read of changes without locking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from kernel.context import Context
from kernel.errors import NotFound
from kernel.statements import Row
from workflows.mandates.repository import WHAT

_PAGE: Final = """
SELECT * FROM mandate
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s
   AND (%(kind)s = '' OR kind = %(kind)s) AND (%(target)s = '' OR target = %(target)s)
   AND (%(status)s = '' OR status = %(status)s)
   AND (%(at)s::timestamptz IS NULL OR (created_at, id) < (%(at)s::timestamptz, %(id)s::uuid))
 ORDER BY created_at DESC, id DESC LIMIT %(limit)s
"""
# Whose business a change is before it is anybody's to list: who proposed it, who was ever asked to sign.
_CARDS: Final = """
SELECT m.* FROM mandate m
 WHERE m.tenant_id = %(tenant)s AND m.enterprise_id = %(enterprise)s AND m.approval_id = ANY(%(approvals)s)
   AND m.id IN (SELECT a.subject_id FROM approval a WHERE a.tenant_id = %(tenant)s AND a.id = ANY(%(approvals)s))
   AND (m.maker_person_id = %(person)s OR EXISTS (
        SELECT FROM approval_task t
         WHERE t.tenant_id = m.tenant_id AND t.approval_id = m.approval_id AND t.person_id = %(person)s))
"""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which changes; empty words mean all."""

    kind: str
    target: str
    status: str
    before: tuple[datetime, UUID] | None


def page(ctx: Context, wanted: Filter, limit: int) -> list[Row]:
    """A page of changes, newest first."""
    at, row_id = wanted.before or (None, None)
    return ctx.uow.rows(
        _PAGE,
        {
            "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "kind": wanted.kind,
            "target": wanted.target, "status": wanted.status, "at": at, "id": row_id, "limit": limit,
        },
    )  # fmt: skip


def by_number(ctx: Context, number: str) -> Row:
    """One change; raises NotFound."""
    return _one(ctx, "number = %s", number)


def by_id(ctx: Context, mandate_id: UUID) -> Row:
    """One change by its inner key; raises NotFound."""
    return _one(ctx, "id = %s", mandate_id)


def cards(ctx: Context, approvals: Sequence[UUID]) -> list[Row]:
    """The changes behind some rounds of agreement, as far as the actor has to do with them."""
    return ctx.uow.rows(
        _CARDS,
        {
            "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "approvals": list(approvals),
            "person": ctx.actor.person_id,
        },
    )  # fmt: skip


def running(ctx: Context, kind: str, target: str) -> str | None:
    """The number of the change of this thing that waits, if any."""
    row = ctx.uow.row(
        "SELECT number FROM mandate WHERE tenant_id = %s AND enterprise_id = %s AND kind = %s"
        " AND target = %s AND status IN ('pending_approval', 'approved')",
        (ctx.tenant_id, ctx.enterprise_id, kind, target),
    )
    return row["number"] if row else None


def _one(ctx: Context, which: str, key: object) -> Row:
    sql = f"SELECT * FROM mandate WHERE tenant_id = %s AND enterprise_id = %s AND {which}"  # noqa: S608
    row = ctx.uow.row(sql, (ctx.tenant_id, ctx.enterprise_id, key))
    if row is None:
        raise NotFound(WHAT)
    return row

"""All SQL of the read side of standing orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from kernel.context import Context
from kernel.errors import NotFound
from kernel.statements import Row
from workflows.standing.repository import WHAT

_PAGE: Final = """
SELECT * FROM standing_order
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND payer_account = ANY(%(accounts)s)
   AND (%(statuses)s::text[] IS NULL OR status = ANY(%(statuses)s))
   AND (%(payer)s = '' OR payer_account = %(payer)s)
   AND (%(at)s::timestamptz IS NULL OR (created_at, id) < (%(at)s, %(id)s))
 ORDER BY created_at DESC, id DESC LIMIT %(limit)s
"""
_RUNS: Final = """
SELECT * FROM standing_run WHERE tenant_id = %s AND enterprise_id = %s AND standing_order_id = %s
 ORDER BY seq DESC LIMIT %s
"""
_CARDS: Final = """
SELECT o.* FROM standing_order o
 WHERE o.tenant_id = %(tenant)s AND o.enterprise_id = %(enterprise)s AND o.approval_id = ANY(%(approvals)s)
   AND o.id IN (SELECT a.subject_id FROM approval a WHERE a.tenant_id = %(tenant)s AND a.id = ANY(%(approvals)s))
   AND (o.maker_person_id = %(person)s OR EXISTS (
     SELECT 1 FROM approval_task t WHERE t.tenant_id = o.tenant_id AND t.approval_id = o.approval_id
        AND t.person_id = %(person)s))
"""


def one(ctx: Context, *, number: str = "", order_id: UUID | None = None) -> Row:
    """One order of the enterprise; raises NotFound."""
    which, key = ("number = %s", number) if number else ("id = %s", str(order_id))
    sql = f"SELECT * FROM standing_order WHERE tenant_id = %s AND enterprise_id = %s AND {which}"  # noqa: S608
    row = ctx.uow.row(sql, (ctx.tenant_id, ctx.enterprise_id, key))
    if row is None:
        raise NotFound(WHAT)
    return row


def page(
    ctx: Context,
    accounts: Sequence[str],
    wanted: tuple[Sequence[str], str],
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Row]:
    """A page of orders of these accounts, newest first; `wanted` is statuses and payer."""
    at, row_id = before or (None, None)
    statuses, payer = wanted
    given = {
        "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "accounts": list(accounts),
        "statuses": list(statuses) or None, "payer": payer, "at": at, "id": row_id, "limit": limit,
    }  # fmt: skip
    return ctx.uow.rows(_PAGE, given)


def runs(ctx: Context, order_id: UUID, limit: int) -> list[Row]:
    """The runs of an order that were tried or fell away, the newest first."""
    return ctx.uow.rows(_RUNS, (ctx.tenant_id, ctx.enterprise_id, order_id, limit))


def cards(ctx: Context, approvals: Sequence[UUID]) -> list[Row]:
    """The orders behind some rounds of agreement, as far as the actor has to do with them."""
    given = {
        "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "approvals": list(approvals),
        "person": ctx.actor.person_id,
    }  # fmt: skip
    return ctx.uow.rows(_CARDS, given)

"""All SQL of the sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Jsonb

from kernel import limits
from kernel.context import Context
from kernel.statements import Row

_TELL: Final = """
INSERT INTO sandbox_rule (tenant_id, enterprise_id, name, rail, account_tail, amount, behaviour, reason, times, used,
                          told_at, live)
VALUES (%(tenant)s, %(enterprise)s, %(name)s, %(rail)s, %(account_tail)s, %(amount)s, %(behaviour)s, %(reason)s,
        %(times)s, 0, %(now)s, true)
ON CONFLICT (tenant_id, enterprise_id, name) DO UPDATE
   SET rail = excluded.rail, account_tail = excluded.account_tail, amount = excluded.amount,
       behaviour = excluded.behaviour, reason = excluded.reason, times = excluded.times, used = 0,
       told_at = excluded.told_at, live = true
"""
_RULES: Final = """
SELECT name, rail, account_tail, amount, behaviour, reason, times, used, told_at FROM sandbox_rule
 WHERE tenant_id = %s AND enterprise_id = %s AND live ORDER BY told_at, name
"""
_USE: Final = """
UPDATE sandbox_rule SET used = used + 1 WHERE tenant_id = %s AND enterprise_id = %s AND name = %s
"""
_HINT: Final = """
SELECT behaviour, reason FROM sandbox_hint WHERE tenant_id = %s AND submission_id = %s
"""
_MEET: Final = """
INSERT INTO sandbox_hint (tenant_id, enterprise_id, submission_id, rule, behaviour, reason, met_at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
_ORDER: Final = """
INSERT INTO sandbox_order (tenant_id, enterprise_id, id, kind, reference, payload, status, attempts, due_at,
                           ordered_at, error)
VALUES (%(tenant)s, %(enterprise)s, %(id)s, %(kind)s, %(reference)s, %(payload)s, 'waiting', 0, %(now)s, %(now)s, '')
ON CONFLICT (tenant_id, enterprise_id, kind, reference) DO NOTHING
"""
_ORDERED: Final = """
SELECT payload, status FROM sandbox_order
 WHERE tenant_id = %s AND enterprise_id = %s AND kind = %s AND reference = %s
"""
_ORDERS: Final = """
SELECT kind, reference, payload, status, ordered_at, error FROM sandbox_order
 WHERE tenant_id = %s AND enterprise_id = %s ORDER BY ordered_at DESC, id DESC LIMIT %s
"""
# A lease and the next try are the same: whoever fails or dies is tried again.
_CLAIM: Final = """
UPDATE sandbox_order o SET attempts = o.attempts + 1, due_at = %(now)s + make_interval(secs => %(lease)s)
  FROM (SELECT id FROM sandbox_order
         WHERE tenant_id = %(tenant)s AND status = 'waiting' AND due_at <= %(now)s
         ORDER BY due_at, id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED) due
 WHERE o.tenant_id = %(tenant)s AND o.id = due.id
RETURNING o.id, o.kind, o.reference, o.payload, o.attempts
"""
_END: Final = """
UPDATE sandbox_order SET status = %s, done_at = %s, error = %s
 WHERE tenant_id = %s AND id = %s AND status = 'waiting'
"""
_FORGET: Final = """
UPDATE sandbox_rule SET live = false
 WHERE tenant_id = %s AND enterprise_id = %s AND live AND (%s = '' OR name = %s)
"""
_FORGET_RULES: Final = """
DELETE FROM sandbox_rule WHERE tenant_id = %s AND NOT live AND told_at < %s
"""
_FORGET_HINTS: Final = """
DELETE FROM sandbox_hint WHERE tenant_id = %s AND submission_id IN (
    SELECT submission_id FROM sandbox_hint WHERE tenant_id = %s AND met_at < %s ORDER BY met_at LIMIT %s)
"""
_FORGET_ORDERS: Final = """
DELETE FROM sandbox_order WHERE tenant_id = %s AND id IN (
    SELECT id FROM sandbox_order
     WHERE tenant_id = %s AND status <> 'waiting' AND ordered_at < %s LIMIT %s)
"""
_OF_SUBMISSION: Final = "SELECT enterprise_id FROM submission WHERE tenant_id = %s AND id = %s"


def tell(ctx: Context, rule: Mapping[str, Any]) -> None:
    """Keep a rule, in the place of one of the same name."""
    ctx.uow.run(
        _TELL,
        {**rule, "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "now": ctx.now},
    )


def rules(ctx: Context) -> list[Row]:
    """The enterprise's rules, the oldest first."""
    return ctx.uow.rows(_RULES, (ctx.tenant_id, ctx.enterprise_id))


def forget(ctx: Context, name: str) -> int:
    """Forget a rule, or all when no name is given; how many."""
    return ctx.uow.run(_FORGET, (ctx.tenant_id, ctx.enterprise_id, name, name))


def owner_of(ctx: Context, submission_id: UUID) -> UUID | None:
    """Whose submission it is; None for the bank's own (worker)."""
    row = ctx.uow.row(_OF_SUBMISSION, (ctx.tenant_id, submission_id))
    return row["enterprise_id"] if row else None


def hint(ctx: Context, submission_id: UUID) -> Row | None:
    """What a submission met when it was sent first (worker)."""
    return ctx.uow.row(_HINT, (ctx.tenant_id, submission_id))


def lock_rules(ctx: Context) -> list[Row]:
    """The same as `rules`, held until the transaction ends (worker)."""
    return ctx.uow.rows(f"{_RULES} FOR NO KEY UPDATE", (ctx.tenant_id, ctx.enterprise_id))


def meet(ctx: Context, submission_id: UUID, rule: Row) -> None:
    """Count the rule, and keep what the submission met (worker)."""
    ctx.uow.run(_USE, (ctx.tenant_id, ctx.enterprise_id, rule["name"]))
    row = (
        ctx.tenant_id, ctx.enterprise_id, submission_id, rule["name"], rule["behaviour"], rule["reason"], ctx.now,
    )  # fmt: skip
    ctx.uow.run(_MEET, row)


def order(ctx: Context, kind: str, reference: str, payload: Mapping[str, Any]) -> bool:
    """Ask something of the test bank after commit; False when it was asked before."""
    row = {
        "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "id": ctx.world.ids.uuid7(), "kind": kind,
        "reference": reference, "payload": Jsonb(dict(payload)), "now": ctx.now,
    }  # fmt: skip
    return ctx.uow.run(_ORDER, row) == 1


def ordered(ctx: Context, kind: str, reference: str) -> Row:
    """What was asked under a reference."""
    row = ctx.uow.row(_ORDERED, (ctx.tenant_id, ctx.enterprise_id, kind, reference))
    return row or {}


def orders(ctx: Context) -> list[Row]:
    """What was asked, the newest first."""
    key = (ctx.tenant_id, ctx.enterprise_id, limits.SANDBOX_ORDERS_SHOWN)
    return ctx.uow.rows(_ORDERS, key)


def claim(ctx: Context) -> list[Row]:
    """Take what is due, for a while (worker)."""
    asked = {
        "tenant": ctx.tenant_id, "now": ctx.now, "lease": limits.SANDBOX_LEASE_S,
        "limit": limits.SANDBOX_CLAIMED_MAX,
    }  # fmt: skip
    return ctx.uow.rows(_CLAIM, asked)


def end(ctx: Context, order_id: UUID, status: str, error: str = "") -> None:
    """It is over (worker)."""
    told = error[: limits.DELIVERY_ERROR_CHARS_MAX]
    ctx.uow.run(_END, (status, ctx.now, told, ctx.tenant_id, order_id))


def forget_old(ctx: Context, before: datetime, most: int) -> int:
    """Forget what submissions met, what was asked and what was taken back, long ago (worker); how many."""
    key = (ctx.tenant_id, ctx.tenant_id, before, most)
    gone = ctx.uow.run(_FORGET_HINTS, key) + ctx.uow.run(_FORGET_ORDERS, key)
    return gone + ctx.uow.run(_FORGET_RULES, (ctx.tenant_id, before))

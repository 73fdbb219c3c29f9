"""All SQL of the write side of standing orders; the order is locked before its round, its run and its payment."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Json

from kernel.context import Context
from kernel.db import Retry
from kernel.records import outbox
from kernel.records.charted import Charted
from kernel.statements import Row
from kernel.states import Edge
from kernel.text import Text
from workflows.standing.states import CHART

WHAT: Final = Text("该定期付款", "The standing order")
_TABLE: Final = Charted(
    name="standing_order",
    what=WHAT,
    chart=CHART,
    columns=(
        "tenant_id", "enterprise_id", "id", "number", "client_serial", "door", "payer_account", "payer_name",
        "payee_account", "payee_name", "payee_bank_code", "payee_bank_name", "amount_minor", "currency", "purpose",
        "remark", "frequency", "roll", "first_on", "last_on", "runs", "total_minor", "next_seq", "next_on", "next_at",
        "status", "status_at", "version", "reason", "maker_person_id", "maker_user_id", "maker_name", "maker_method",
        "canonical_text", "digest", "approval_id", "created_at",
    ),
    json=frozenset({"reason"}),
    changeable=frozenset({"approval_id", "reason", "next_seq", "next_on", "next_at"}),
    steps="standing_transition",
    key="standing_order_id",
)  # fmt: skip
_PLAN: Final = """
UPDATE standing_order SET next_seq = %(next_seq)s, next_on = %(next_on)s, next_at = %(next_at)s
 WHERE tenant_id = %(tenant)s AND id = %(id)s AND next_seq <= %(next_seq)s
"""
_RUN: Final = """
INSERT INTO standing_run (tenant_id, enterprise_id, standing_order_id, seq, nominal_on, run_on, status, attempts,
                          tried_at, client_serial, payment_number, reason)
VALUES (%(tenant)s, %(enterprise)s, %(order)s, %(seq)s, %(nominal_on)s, %(run_on)s, %(status)s, %(attempts)s, %(at)s,
        %(client_serial)s, %(payment_number)s, %(reason)s)
ON CONFLICT (tenant_id, standing_order_id, seq) DO UPDATE
   SET status = excluded.status, attempts = excluded.attempts, tried_at = excluded.tried_at, run_on = excluded.run_on,
       payment_number = excluded.payment_number, reason = excluded.reason
 WHERE standing_run.status = 'waiting'
"""
_DUE: Final = """
SELECT id, enterprise_id FROM standing_order
 WHERE tenant_id = %s AND status = 'active' AND next_at <= %s ORDER BY next_at, id LIMIT %s
"""


def insert(ctx: Context, order: Row) -> None:
    """Write a new order."""
    _TABLE.insert(ctx, order)


def lock(ctx: Context, order_id: UUID) -> Row:
    """Lock one order, first in the lock order; of any enterprise for the worker. Raises NotFound."""
    return _TABLE.lock(ctx, id=order_id)


def lock_by_number(ctx: Context, number: str) -> Row:
    """The same by its number, within the enterprise."""
    return _TABLE.lock(ctx, number=number, enterprise_id=ctx.enterprise_id)


def due(ctx: Context, limit: int) -> list[tuple[UUID, UUID]]:
    """Orders with a run to be tried now, each with its enterprise (worker)."""
    rows = ctx.uow.rows(_DUE, (ctx.tenant_id, ctx.now, limit))
    return [(row["id"], row["enterprise_id"]) for row in rows]


def move(ctx: Context, order: Row, trigger: str, **changes: Any) -> Row:
    """Take one edge by compare-and-set; write its transition and its event; the order as it is now."""
    after, edge = _TABLE.move(ctx, order, trigger, changes)
    write_step(ctx, after, edge)
    return after


def write_step(ctx: Context, order: Row, edge: Edge) -> None:
    """The transition an order has just made, and the fact it tells."""
    _TABLE.step(ctx, order, edge, enterprise_id=order["enterprise_id"], door=ctx.actor.door.value)
    tell(ctx, order, edge.event)


def tell(ctx: Context, order: Row, topic: str) -> None:
    """A fact about an order: where to find it, never its content."""
    told = {
        "standing_order_id": str(order["id"]),
        "number": order["number"],
        "client_serial": order["client_serial"],
        "account_number": order["payer_account"],
        "enterprise_id": str(order["enterprise_id"]),
        "maker_person_id": str(order["maker_person_id"]),
    }
    outbox.emit(ctx.uow, ctx.world, topic, str(order["id"]), told)


def plan(ctx: Context, order: Row, seq: int, on: object, at: datetime | None) -> Row:
    """Set which run is next, its nominal day and when it is tried."""
    next_up = {"next_seq": seq, "next_on": on, "next_at": at}
    if ctx.uow.run(_PLAN, next_up | {"tenant": ctx.tenant_id, "id": order["id"]}) != 1:
        raise Retry
    return {**order, **next_up}


def write_run(ctx: Context, order: Row, run: Row) -> None:
    """What became of a run so far; one that has ended stays as it is."""
    given = run | {
        "tenant": ctx.tenant_id, "enterprise": order["enterprise_id"], "order": order["id"], "at": ctx.now,
        "reason": Json(run["reason"]),
    }  # fmt: skip
    if ctx.uow.run(_RUN, given) != 1:
        raise Retry


def run_of(ctx: Context, order_id: UUID, seq: int) -> Row | None:
    """One run, if it was tried."""
    return ctx.uow.row(
        "SELECT * FROM standing_run WHERE tenant_id = %s AND standing_order_id = %s AND seq = %s",
        (ctx.tenant_id, order_id, seq),
    )

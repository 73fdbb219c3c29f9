"""All SQL of the write side of requests; a request is locked before its round and before the intervals it is about."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from kernel.bills.intervals import Interval
from kernel.context import Context
from kernel.records import outbox
from kernel.records.charted import Charted
from kernel.statements import Row
from kernel.states import Edge
from kernel.text import Text
from workflows.bills.states import CHART

WHAT: Final = Text("该票据申请", "The request")
_TABLE: Final = Charted(
    name="bill_request",
    what=WHAT,
    chart=CHART,
    columns=(
        "tenant_id", "enterprise_id", "id", "number", "client_serial", "door", "act", "account_number", "bill_number",
        "starts_at", "ends_at", "amount_minor", "due_on", "asked", "status", "status_at", "version", "reason_code",
        "reason", "maker_person_id", "maker_name", "canonical_text", "digest", "approval_id", "submission_id", "hold_id",
        "transaction_id", "created_at",
    ),
    json=frozenset({"asked", "reason"}),
    changeable=frozenset({
        "approval_id", "submission_id", "hold_id", "transaction_id", "reason_code", "reason", "bill_number",
    }),
    steps="bill_request_transition",
    key="bill_request_id",
)  # fmt: skip
_SEATS: Final = """
SELECT number, starts_at, ends_at, face, said, version FROM bill_seat
 WHERE tenant_id = %s AND enterprise_id = %s AND number = %s AND starts_at <= %s AND ends_at >= %s
 ORDER BY starts_at LIMIT 2 FOR NO KEY UPDATE
"""
_RUNNING: Final = """
SELECT number, act FROM bill_request
 WHERE tenant_id = %s AND enterprise_id = %s AND bill_number = %s AND starts_at <= %s AND ends_at >= %s
   AND status IN ('pending_approval', 'approved', 'submitted', 'processing', 'unknown') AND id <> %s
   AND (act = 'answer') = %s
 ORDER BY created_at LIMIT 1
"""


def insert(ctx: Context, request: Row) -> None:
    """Write a new request."""
    _TABLE.insert(ctx, request)


def lock(ctx: Context, request_id: UUID) -> Row:
    """Lock one request, first in the lock order; of any enterprise for the worker. Raises NotFound."""
    return _TABLE.lock(ctx, id=request_id)


def lock_by_number(ctx: Context, number: str) -> Row:
    """The same by its number, within the enterprise."""
    return _TABLE.lock(ctx, number=number, enterprise_id=ctx.enterprise_id)


def lock_seats(ctx: Context, number: str, interval: Interval | None) -> list[Row]:
    """Lock what the enterprise sees of an interval: one row, or two when it is not within one."""
    start, end = (interval.start, interval.end) if interval else (10**12, 1)
    return ctx.uow.rows(_SEATS, (ctx.tenant_id, ctx.enterprise_id, number, start, end))


def running(
    ctx: Context, number: str, interval: Interval, but: UUID, *, answers: bool
) -> Row | None:
    """Another request under way about some of the same units, or another answer to one."""
    key = (ctx.tenant_id, ctx.enterprise_id, number, interval.end, interval.start, but, answers)
    return ctx.uow.row(_RUNNING, key)


def move(ctx: Context, request: Row, trigger: str, **changes: Any) -> Row:
    """Take one edge by compare-and-set; write its transition and its event; the request as it is now."""
    after, edge = _TABLE.move(ctx, request, trigger, changes)
    write_step(ctx, after, edge)
    return after


def write_step(ctx: Context, request: Row, edge: Edge) -> None:
    """The transition a request has just made, and the fact it tells."""
    _TABLE.step(
        ctx, request, edge, enterprise_id=request["enterprise_id"], door=ctx.actor.door.value
    )
    told = {
        "bill_request_id": str(request["id"]), "number": request["number"], "act": request["act"],
        "bill_number": request["bill_number"], "enterprise_id": str(request["enterprise_id"]),
        "maker_person_id": str(request["maker_person_id"]), "status": edge.target,
        "account_number": request["account_number"], "client_serial": request["client_serial"],
    }  # fmt: skip
    outbox.emit(ctx.uow, ctx.world, edge.event, str(request["id"]), told)

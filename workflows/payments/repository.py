"""All SQL of the write side of payments, and its lock order: payment, then whatever comes after.

A new payment with its serial, transitions and outbox rows is one statement: one round trip, and
all of it or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Json, Jsonb

from kernel.context import Context
from kernel.db import Retry
from kernel.errors import NotFound
from kernel.statements import Row
from kernel.states import Edge
from kernel.text import Text
from risk import limits
from workflows.payments.states import CHART, UNPAID

COLUMNS = (
    "tenant_id", "enterprise_id", "id", "number", "client_serial", "door", "group_id", "row_no", "payer_account",
    "payer_name", "payee_account", "payee_name", "payee_bank_code", "payee_bank_name", "amount_minor", "currency",
    "purpose", "remark", "end_to_end", "rail_wish", "rail", "fee_minor", "requested_on", "value_on", "status",
    "status_at", "version", "reason_code", "reason", "findings", "maker_person_id", "maker_name", "canonical_text",
    "digest", "approval_id", "hold_id", "transaction_id", "created_at", "limited",
    "instruction_id",
)  # fmt: skip
_JSON = {"reason", "findings"}


@dataclass(frozen=True, slots=True)
class Step:
    """A transition to be written: the edge, and what is worth saying about it."""

    edge: Edge
    note: dict[str, Any]


_INSERT = f"""
WITH serial AS (
  INSERT INTO client_serial (tenant_id, enterprise_id, serial, operation, content_hash, subject_id, created_at)
  VALUES (%(tenant_id)s, %(enterprise_id)s, %(client_serial)s, 'payments.submit', %(content_hash)s, %(id)s, %(created_at)s)
), paid AS (
  INSERT INTO payment ({", ".join(COLUMNS)}) VALUES ({", ".join(f"%({name})s" for name in COLUMNS)})
), steps AS (
  INSERT INTO payment_transition (tenant_id, enterprise_id, payment_id, seq, source, target, trigger, actor, door, note, at)
  SELECT %(tenant_id)s, %(enterprise_id)s, %(id)s, place, source, target, trigger, %(actor)s, %(door)s, note, %(created_at)s
    FROM jsonb_to_recordset(%(steps)s) AS s (place bigint, source text, target text, trigger text, note jsonb)
)
INSERT INTO outbox (tenant_id, id, topic, key, payload, created_at)
SELECT %(tenant_id)s, event, topic, %(id)s::text, %(payload)s, %(created_at)s
  FROM jsonb_to_recordset(%(steps)s) AS o (event uuid, topic text)
"""  # noqa: S608 - names of columns, no data


def insert(ctx: Context, payment: Row, steps: Sequence[Step]) -> None:
    """Write a new payment with its serial, with the next message; Retry then when the serial is taken."""
    params = {name: Json(payment[name]) if name in _JSON else payment[name] for name in COLUMNS}
    params |= {
        "content_hash": payment["content_hash"],
        "actor": ctx.actor.name,
        "steps": Jsonb([_step(ctx, place, step) for place, step in enumerate(steps, 1)]),
        "payload": Json(event_payload(payment)),
    }
    ctx.uow.defer(_INSERT, params, _blame_serial)
    _give_back(ctx, payment, payment["status"])


def _give_back(ctx: Context, payment: Row, status: str) -> None:
    """What limits counted of a payment that came to its end unpaid."""
    if payment["limited"] and status in UNPAID:
        limits.release(ctx, payment["id"])


def _step(ctx: Context, place: int, step: Step) -> dict[str, Any]:
    edge = step.edge
    return {
        "place": place,
        "source": edge.source,
        "target": edge.target,
        "trigger": edge.trigger,
        "note": step.note,
        "event": str(ctx.world.ids.uuid7()),
        "topic": edge.event,
    }


def _blame_serial(fault: psycopg.Error) -> Exception:
    """Somebody else wrote the serial meanwhile: look again. Nor may two draw the same number."""
    return Retry() if fault.diag.constraint_name in _WRITTEN_FIRST else fault


_WRITTEN_FIRST = {"client_serial_pk", "payment_tenant_id_number_uq"}


def event_payload(payment: Row) -> dict[str, Any]:
    """What every event of a payment carries: where to find it, never its content."""
    return {
        "payment_id": str(payment["id"]),
        "transaction_id": _text(
            payment.get("return_transaction_id") or payment.get("transaction_id")
        ),
        "enterprise_id": str(payment["enterprise_id"]),
        "number": payment["number"],
        "group_id": _text(payment["group_id"]),
        "maker_person_id": _text(payment["maker_person_id"]),
    }


def lock(ctx: Context, payment_id: UUID) -> Row:
    """Lock one payment, first in the lock order."""
    row = ctx.uow.row(
        "SELECT * FROM payment WHERE tenant_id = %s AND id = %s FOR NO KEY UPDATE",
        (ctx.tenant_id, payment_id),
    )
    if row is None:
        raise NotFound(Text("该付款", "The payment"))
    return row


@dataclass(frozen=True, slots=True)
class Home:
    """Where a payment belongs: what a worker must know before it locks anything."""

    enterprise_id: UUID
    group_id: UUID | None


def home_of(ctx: Context, payment_id: UUID) -> Home:
    """Whose payment it is, and of which group. Raises NotFound."""
    row = ctx.uow.row(
        "SELECT enterprise_id, group_id FROM payment WHERE tenant_id = %s AND id = %s",
        (ctx.tenant_id, payment_id),
    )
    if row is None:
        raise NotFound(Text("该付款", "The payment"))
    return Home(**row)


def lock_by_number(ctx: Context, number: str) -> Row:
    """Lock one payment by its number."""
    row = ctx.uow.row(
        "SELECT * FROM payment WHERE tenant_id = %s AND number = %s FOR NO KEY UPDATE",
        (ctx.tenant_id, number),
    )
    if row is None:
        raise NotFound(Text("该付款", "The payment"))
    return row


def lock_group(ctx: Context, group_id: UUID) -> tuple[Row, list[Row]]:
    """Lock a group and its payments, in row order."""
    group = ctx.uow.row(
        "SELECT * FROM payment_group WHERE tenant_id = %s AND id = %s FOR NO KEY UPDATE",
        (ctx.tenant_id, group_id),
    )
    if group is None:
        raise NotFound(Text("该批次", "The batch"))
    rows = ctx.uow.rows(
        "SELECT * FROM payment WHERE tenant_id = %s AND group_id = %s ORDER BY row_no FOR NO KEY UPDATE",
        (ctx.tenant_id, group_id),
    )
    return group, rows


_MOVE = """
WITH moved AS (
  UPDATE payment SET status = %(target)s, status_at = %(at)s, version = version + 1 {changes}
   WHERE tenant_id = %(tenant)s AND id = %(id)s AND status = %(source)s AND version = %(version)s
  RETURNING enterprise_id
), step AS (
  INSERT INTO payment_transition (tenant_id, enterprise_id, payment_id, seq, source, target, trigger, actor, door, note, at)
  SELECT %(tenant)s, enterprise_id, %(id)s, %(version)s + 1, %(source)s, %(target)s, %(trigger)s, %(actor)s, %(door)s,
         %(note)s, %(at)s FROM moved
)
INSERT INTO outbox (tenant_id, id, topic, key, payload, created_at)
SELECT %(tenant)s, %(event)s, %(topic)s, %(id)s::text, %(payload)s, %(at)s FROM moved
"""
_CHANGEABLE = frozenset(
    {"rail", "value_on", "fee_minor", "reason_code", "reason", "hold_id", "transaction_id", "return_transaction_id",
     "approval_id", "findings"}
)  # fmt: skip


def move(
    ctx: Context, payment: Row, trigger: str, *, note: dict[str, Any] | None = None, **changes: Any
) -> Row:
    """Take one edge by compare-and-set; write its transition and its event; return the payment as it is now."""
    edge = CHART.move(payment["status"], trigger)
    unknown = changes.keys() - _CHANGEABLE
    if unknown:
        message = f"a transition does not change {sorted(unknown)}"
        raise ValueError(message)
    sets = "".join(f", {name} = %({name})s" for name in changes)
    params = {
        "tenant": ctx.tenant_id, "id": payment["id"], "source": edge.source, "target": edge.target,
        "trigger": trigger, "version": payment["version"], "at": ctx.now, "actor": ctx.actor.name,
        "door": ctx.actor.door.value, "note": Json(note or {}), "event": ctx.world.ids.uuid7(), "topic": edge.event,
        "payload": Json(event_payload({**payment, **changes})),
        **{name: Json(value) if name in _JSON else value for name, value in changes.items()},
    }  # fmt: skip
    if ctx.uow.run(_MOVE.format(changes=sets), params) != 1:
        raise Retry
    _give_back(ctx, payment, edge.target)
    return {
        **payment,
        **changes,
        "status": edge.target,
        "status_at": ctx.now,
        "version": payment["version"] + 1,
    }


def insert_message(ctx: Context, message: Row) -> None:
    """Write the message a group came in. Raises Retry when the same MsgId is being written now."""
    try:
        ctx.uow.run(
            "INSERT INTO payment_message (tenant_id, enterprise_id, id, certificate, message_id, name, content_hash,"
            " payments, total_text, received_at, trace) VALUES (%(tenant_id)s, %(enterprise_id)s, %(id)s, %(certificate)s,"
            " %(message_id)s, %(name)s, %(content_hash)s, %(payments)s, %(total_text)s, %(received_at)s, %(trace)s)",
            message,
        )
    except psycopg.errors.UniqueViolation as taken:
        raise Retry from taken


def insert_group(ctx: Context, group: Row) -> None:
    """Write a group."""
    ctx.uow.run(
        "INSERT INTO payment_group (tenant_id, enterprise_id, id, message_row_id, number, pmt_inf_id, payer_account,"
        " payments, total_minor, currency, canonical_text, digest, approval_id, created_at) VALUES (%(tenant_id)s,"
        " %(enterprise_id)s, %(id)s, %(message_row_id)s, %(number)s, %(pmt_inf_id)s, %(payer_account)s, %(payments)s,"
        " %(total_minor)s, %(currency)s, %(canonical_text)s, %(digest)s, %(approval_id)s, %(created_at)s)",
        group,
    )


def link_group(ctx: Context, group_id: UUID, approval_id: UUID) -> None:
    """Remember which approval round a group is in."""
    ctx.uow.run(
        "UPDATE payment_group SET approval_id = %s WHERE tenant_id = %s AND id = %s",
        (approval_id, ctx.tenant_id, group_id),
    )


_DUE = """
SELECT (array_agg(p.id ORDER BY p.row_no))[1] AS id
  FROM payment p LEFT JOIN unnest(%(rails)s::text[], %(days)s::date[]) AS open (rail, last_on) ON open.rail = p.rail
 WHERE p.tenant_id = %(tenant)s AND p.status IN ('approved', 'scheduled') AND p.requested_on <= %(today)s
   AND p.value_on <= coalesce(open.last_on, %(today)s)
 GROUP BY coalesce(p.group_id, p.id) ORDER BY min(p.value_on), 1 LIMIT %(limit)s
"""


def due(ctx: Context, today: date, last_days: Mapping[str, date], limit: int) -> list[UUID]:
    """Payments whose day has come and whose rail takes it, oldest first; of each group one stands for all.

    `last_days` says up to which bank day each rail takes payments now; others go on the natural day.
    """
    given = {
        "tenant": ctx.tenant_id, "today": today, "rails": list(last_days), "days": list(last_days.values()),
        "limit": limit,
    }  # fmt: skip
    return [row["id"] for row in ctx.uow.rows(_DUE, given)]


def _text(value: UUID | None) -> str:
    return "" if value is None else str(value)

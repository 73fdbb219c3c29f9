"""All SQL that writes a batch's header. Lock order: rows, accounts, header; a draft's header alone."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import psycopg
from psycopg.types.json import Json

from kernel.context import Context
from kernel.db import Retry
from kernel.errors import NotFound
from kernel.statements import Row
from kernel.text import Text
from risk import limits
from workflows.batches.states import CHART, RUNNING, UNPAID

WHAT: Final = Text("该批次", "The batch")
_COLUMNS: Final = (
    "tenant_id", "enterprise_id", "id", "number", "client_serial", "kind", "door", "name", "account", "account_name",
    "currency", "due_on", "debit", "reissue_of", "source", "stated_rows", "stated_minor", "content", "row_count",
    "total_minor", "fee_minor", "largest_minor", "faulty_count", "open_count", "open_minor", "paid_count",
    "paid_minor", "failed_count", "failed_minor", "unknown_count", "unknown_minor", "returned_count",
    "returned_minor", "canonical_text", "digest", "status", "status_at", "version", "reason_code", "reason",
    "maker_person_id", "maker_name", "approval_id", "limited", "transaction_id", "created_at",
)  # fmt: skip
_JSON: Final = {"source", "reason"}
_NOTE_PART: Final = """
UPDATE batch SET source = jsonb_set(CASE WHEN source ? 'parts' THEN source ELSE source || '{"parts": {}}' END,
                                    ARRAY['parts', %s::text], to_jsonb(%s::text)), version = version + 1
 WHERE tenant_id = %s AND id = %s RETURNING *
"""
_BROUGHT: Final = """
UPDATE batch SET source = source || jsonb_build_object('brought', %s::text) WHERE tenant_id = %s AND number = %s
"""
_INSERT: Final = f"""
INSERT INTO batch ({", ".join(_COLUMNS)}) VALUES ({", ".join(f"%({name})s" for name in _COLUMNS)})
"""  # noqa: S608 - names of columns
_CHANGEABLE: Final = frozenset(
    {"approval_id", "canonical_text", "digest", "limited", "transaction_id", "released_at", "ended_at", "reason_code",
     "reason", "due_on", "total_minor", "open_minor", "row_count", "open_count", "largest_minor", "fee_minor",
     "maker_person_id"}
)  # fmt: skip
_MOVE: Final = """
WITH moved AS (
  UPDATE batch SET status = %(target)s, status_at = %(at)s, version = version + 1 {changes}
   WHERE tenant_id = %(tenant)s AND id = %(id)s AND status = %(source)s AND version = %(version)s
  RETURNING enterprise_id, version
), step AS (
  INSERT INTO batch_transition (tenant_id, enterprise_id, batch_id, seq, source, target, trigger, actor, door, note, at)
  SELECT %(tenant)s, enterprise_id, %(id)s, version, %(source)s, %(target)s, %(trigger)s, %(actor)s, %(door)s,
         %(note)s, %(at)s FROM moved
)
INSERT INTO outbox (tenant_id, id, topic, key, payload, created_at)
SELECT %(tenant)s, %(event)s, %(topic)s, %(id)s::text, %(payload)s, %(at)s FROM moved
"""
_SAY: Final = """
INSERT INTO outbox (tenant_id, id, topic, key, payload, created_at) VALUES (%s, %s, %s, %s, %s, %s)
"""
_COUNT: Final = """
UPDATE batch SET open_count = open_count + %(open)s, open_minor = open_minor + %(open_minor)s,
       paid_count = paid_count + %(paid)s, paid_minor = paid_minor + %(paid_minor)s,
       failed_count = failed_count + %(failed)s, failed_minor = failed_minor + %(failed_minor)s,
       unknown_count = unknown_count + %(unknown)s, unknown_minor = unknown_minor + %(unknown_minor)s,
       returned_count = returned_count + %(returned)s, returned_minor = returned_minor + %(returned_minor)s
 WHERE tenant_id = %(tenant)s AND id = %(id)s RETURNING *
"""
_COUNT_PRIVATE: Final = """
WITH counted AS (
  SELECT tenant_id, id, open_count + %(open)s AS open, paid_count + %(paid)s AS paid, failed_count + %(failed)s AS failed,
         unknown_count + %(unknown)s AS unknown, returned_count + %(returned)s AS returned
    FROM batch WHERE tenant_id = %(tenant)s AND id = %(id)s FOR NO KEY UPDATE
)
UPDATE batch b SET open_count = c.open, paid_count = c.paid, failed_count = c.failed, unknown_count = c.unknown,
       returned_count = c.returned,
       open_minor = CASE WHEN b.row_count IN (c.paid, c.failed, c.unknown, c.returned) THEN 0 ELSE b.total_minor END,
       paid_minor = CASE c.paid WHEN b.row_count THEN b.total_minor ELSE 0 END,
       failed_minor = CASE c.failed WHEN b.row_count THEN b.total_minor ELSE 0 END,
       unknown_minor = CASE c.unknown WHEN b.row_count THEN b.total_minor ELSE 0 END,
       returned_minor = CASE c.returned WHEN b.row_count THEN b.total_minor ELSE 0 END
  FROM counted c WHERE b.tenant_id = c.tenant_id AND b.id = c.id RETURNING b.*
"""
_BELONGS: Final = "UPDATE batch SET message_row_id = %s WHERE tenant_id = %s AND id = %s"
_DRAFTED: Final = """
UPDATE batch SET row_count = %(rows)s, total_minor = %(total)s, open_count = %(rows)s, open_minor = %(total)s,
       fee_minor = %(fees)s, largest_minor = %(largest)s, faulty_count = %(faulty)s, content = %(content)s,
       version = version + 1
 WHERE tenant_id = %(tenant)s AND id = %(id)s AND status = 'draft' RETURNING *
"""


def insert(ctx: Context, batch: Row) -> None:
    """Write a new draft. Raises Retry when its serial or number is being written now."""
    params = {name: Json(batch[name]) if name in _JSON else batch[name] for name in _COLUMNS}
    try:
        ctx.uow.run(_INSERT, params)
    except psycopg.errors.UniqueViolation as taken:
        raise Retry from taken


def lock(ctx: Context, batch_id: UUID) -> Row:
    """Lock one batch. Raises NotFound."""
    return _one(ctx, "id = %s", batch_id)


def lock_by_number(ctx: Context, number: str) -> Row:
    """Lock one batch by its number. Raises NotFound."""
    return _one(ctx, "number = %s", number)


def _one(ctx: Context, where: str, key: object) -> Row:
    row = ctx.uow.row(
        f"SELECT * FROM batch WHERE tenant_id = %s AND {where} FOR NO KEY UPDATE",  # noqa: S608 - two words of ours
        (ctx.tenant_id, key),
    )
    if row is None:
        raise NotFound(WHAT)
    return row


def unlocked(ctx: Context, batch_id: UUID) -> Row:
    """One batch as it is, for words that never change. Raises NotFound."""
    row = ctx.uow.row(
        "SELECT * FROM batch WHERE tenant_id = %s AND id = %s", (ctx.tenant_id, batch_id)
    )
    if row is None:
        raise NotFound(WHAT)
    return row


def move(
    ctx: Context, batch: Row, trigger: str, *, note: dict[str, Any] | None = None, **changes: Any
) -> Row:
    """Take one edge by compare-and-set; write its transition and its event; return the batch as it is now."""
    edge = CHART.move(batch["status"], trigger)
    unknown = changes.keys() - _CHANGEABLE
    if unknown:
        message = f"a transition does not change {sorted(unknown)}"
        raise ValueError(message)
    sets = "".join(f", {name} = %({name})s" for name in changes)
    params = {
        "tenant": ctx.tenant_id, "id": batch["id"], "source": edge.source, "target": edge.target, "trigger": trigger,
        "version": batch["version"], "at": ctx.now, "actor": ctx.actor.name, "door": ctx.actor.door.value,
        "note": Json(note or {}), "event": ctx.world.ids.uuid7(), "topic": edge.event,
        "payload": Json(payload({**batch, **changes})),
        **{name: Json(value) if name in _JSON else value for name, value in changes.items()},
    }  # fmt: skip
    if ctx.uow.run(_MOVE.format(changes=sets), params) != 1:
        raise Retry
    if batch["limited"] and edge.target in UNPAID and edge.source != RUNNING:
        limits.release(ctx, batch["id"])
    return {**batch, **changes, "status": edge.target, "version": batch["version"] + 1}


def payload(batch: Row, transaction_id: UUID | None = None) -> dict[str, Any]:
    """What every event of a batch carries: where to find it, never its content."""
    transaction = transaction_id or batch.get("transaction_id")
    return {
        "batch_id": str(batch["id"]),
        "transaction_id": "" if transaction is None else str(transaction),
        "enterprise_id": str(batch["enterprise_id"]),
        "number": batch["number"],
        "kind": batch["kind"],
        "maker_person_id": str(batch["maker_person_id"] or ""),
    }


def tell_booked(ctx: Context, batch: Row, transaction_id: UUID) -> None:
    """A transaction of the batch was booked: its receipts are due."""
    told = Json(payload(batch, transaction_id))
    event = ctx.world.ids.uuid7()
    ctx.uow.run(_SAY, (ctx.tenant_id, event, "batch.booked", str(batch["id"]), told, ctx.now))


def count(
    ctx: Context, batch_id: UUID, changes: dict[str, tuple[int, int]], *, private: bool = False
) -> Row:
    """Move rows and amounts between the header's counters; the header as it is then, locked.

    Of a private batch a part's sum is kept only where the part is the whole: of one row it would be somebody's pay.
    """
    params: dict[str, Any] = {"tenant": ctx.tenant_id, "id": batch_id}
    for name in ("open", "paid", "failed", "unknown", "returned"):
        rows, minor = changes.get(name, (0, 0))
        params |= {name: rows, f"{name}_minor": minor}
    return ctx.uow.rows(_COUNT_PRIVATE if private else _COUNT, params)[0]


def note_part(ctx: Context, batch: Row, part: int, digest: str) -> Row:
    """A part has come, with that digest."""
    return ctx.uow.rows(_NOTE_PART, (str(part), digest, ctx.tenant_id, batch["id"]))[0]


def brought(ctx: Context, number: str, trace: str) -> None:
    """What its rows were read from is kept, and found again by that trace."""
    ctx.uow.run(_BROUGHT, (trace, ctx.tenant_id, number))


def belongs_to(ctx: Context, batch_id: UUID, message_row_id: UUID) -> None:
    """A draft came in a message with others."""
    ctx.uow.run(_BELONGS, (message_row_id, ctx.tenant_id, batch_id))


def drafted(ctx: Context, batch_id: UUID, sums: Row, content: bytes) -> Row:
    """What a draft's rows come to. Raises Retry when it is no longer a draft."""
    params = {
        "tenant": ctx.tenant_id, "id": batch_id, "content": content, "rows": sums["rows"], "total": sums["total"],
        "fees": sums["fees"], "largest": sums["largest"], "faulty": sums["faulty"],
    }  # fmt: skip
    found = ctx.uow.rows(_DRAFTED, params)
    if not found:
        raise Retry
    return found[0]

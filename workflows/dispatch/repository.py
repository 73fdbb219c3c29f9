"""All SQL of dispatch. A submission is locked after its subject, never before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Json

from connectors.ports import ClearingAnswer
from kernel import meters
from kernel.context import Context
from kernel.db import Retry
from kernel.statements import Row
from workflows.dispatch.ports import Rails
from workflows.dispatch.states import CHART, Verdict

_INSERT: Final = """
INSERT INTO submission (tenant_id, enterprise_id, id, subject_type, subject_id, rail, payload,
                        payload_hash, status, version, attempts, enquiries, next_at, created_at,
                        reference, reason, sealed)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 0, 0, 0, %s, %s, '', '', %s)
"""
_DUE: Final = """
SELECT id, status, version, next_at, sealed IS NOT NULL AS private FROM submission
 WHERE tenant_id = %s AND next_at <= %s AND (rail = ANY(%s::text[])) = %s ORDER BY next_at, id LIMIT %s
"""
_TAKE_TURN: Final = """
UPDATE submission SET next_at = %s
 WHERE tenant_id = %s AND id = %s AND version = %s AND next_at = %s
"""
_MOVE: Final = """
WITH moved AS (
  UPDATE submission
     SET status = %(target)s, version = version + 1, next_at = %(next_at)s,
         attempts = attempts + %(attempt)s, enquiries = 0,
         reference = CASE WHEN %(reference)s = '' THEN reference ELSE %(reference)s END,
         reason = %(reason)s,
         sent_at = CASE WHEN %(target)s = 'sending' THEN %(at)s ELSE sent_at END,
         settled_at = CASE WHEN %(target)s = 'settled' THEN %(at)s ELSE settled_at END,
         heard_at = CASE WHEN %(heard)s THEN %(at)s ELSE heard_at END
   WHERE tenant_id = %(tenant)s AND id = %(id)s AND status = %(source)s AND version = %(version)s
  RETURNING enterprise_id
)
INSERT INTO submission_transition (tenant_id, enterprise_id, submission_id, seq, source, target,
                                   trigger, actor, at)
SELECT %(tenant)s, enterprise_id, %(id)s, %(version)s + 1, %(source)s, %(target)s, %(trigger)s,
       %(actor)s, %(at)s
  FROM moved
"""
_LATER: Final = """
UPDATE submission
   SET enquiries = enquiries + 1, next_at = %s,
       heard_at = CASE WHEN %s THEN %s ELSE heard_at END
 WHERE tenant_id = %s AND id = %s AND version = %s
"""
_SEEN: Final = """
SELECT 1 AS found FROM clearing_answer
 WHERE tenant_id = %s AND message_id = %s AND outcome = %s
   AND coalesce(submission_id, '00000000-0000-0000-0000-000000000000')
     = coalesce(%s::uuid, '00000000-0000-0000-0000-000000000000')
"""
_RECORD: Final = """
INSERT INTO clearing_answer (tenant_id, id, submission_id, message_id, outcome, payload, verdict,
                             received_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
_MOVE_CURSOR: Final = """
INSERT INTO clearing_cursor AS c (tenant_id, link, cursor, moved_at) VALUES (%s, %s, %s, %s)
ON CONFLICT (tenant_id, link) DO UPDATE SET cursor = excluded.cursor, moved_at = excluded.moved_at
 WHERE c.cursor = %s
"""


@dataclass(frozen=True, slots=True)
class NewSubmission:
    """A submission to be: `payload` is what stands in clear of one that is sealed."""

    id: UUID
    subject_type: str
    subject_id: UUID
    rail: str
    payload: Mapping[str, Any]
    sealed: bytes | None = None


def digest(ctx: Context, payload: Mapping[str, Any], sealed: bytes | None) -> bytes:
    """The hash of what is sent: its JSON with sorted keys, or what is kept of it where that is sealed."""
    if sealed is not None:
        return ctx.world.crypto.sm3(bytes(sealed))
    written = json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return ctx.world.crypto.sm3(written.encode())


def insert(ctx: Context, new: NewSubmission) -> None:
    """Store a submission, prepared; its id is the one clearing will know for ever."""
    row = (
        ctx.tenant_id, ctx.actor.enterprise_id, new.id, new.subject_type, new.subject_id, new.rail,
        Json(dict(new.payload)), digest(ctx, new.payload, new.sealed), CHART.initial, ctx.now, ctx.now, new.sealed,
    )  # fmt: skip
    ctx.uow.run(_INSERT, row)


def due(ctx: Context, rails: Rails, limit: int) -> list[Row]:
    """Submissions of some rails that want something now: to be sent, or asked about. Not locked."""
    named = (list(rails.named), rails.only)
    return ctx.uow.rows(_DUE, (ctx.tenant_id, ctx.now, *named, limit))


def take_turn(ctx: Context, seen: Row, until: datetime) -> bool:
    """Make a due submission's question ours until `until`; False when somebody else's it is."""
    row = (until, ctx.tenant_id, seen["id"], seen["version"], seen["next_at"])
    return ctx.uow.run(_TAKE_TURN, row) == 1


def lock(ctx: Context, submission_id: UUID) -> Row | None:
    """Lock one submission."""
    return ctx.uow.row(
        "SELECT * FROM submission WHERE tenant_id = %s AND id = %s FOR NO KEY UPDATE",
        (ctx.tenant_id, submission_id),
    )


def find(ctx: Context, submission_id: UUID) -> Row | None:
    """One submission, not locked."""
    return ctx.uow.row(
        "SELECT * FROM submission WHERE tenant_id = %s AND id = %s", (ctx.tenant_id, submission_id)
    )


def move(
    ctx: Context,
    submission: Row,
    trigger: str,
    next_at: datetime | None,
    answer: ClearingAnswer | None = None,
    *,
    heard: bool = False,
) -> Row:
    """Take one edge by compare-and-set and write its transition."""
    edge = CHART.move(submission["status"], trigger)
    params = {
        "tenant": ctx.tenant_id, "id": submission["id"], "source": edge.source,
        "target": edge.target, "trigger": trigger, "version": submission["version"], "at": ctx.now,
        "actor": ctx.actor.name, "next_at": next_at, "attempt": int(trigger == "claim"),
        "reference": answer.reference if answer else "", "reason": answer.reason if answer else "",
        "heard": heard,
    }  # fmt: skip
    if ctx.uow.run(_MOVE, params) != 1:
        raise Retry
    rail = submission["rail"]
    ctx.uow.after_commit(lambda: meters.count("dispatch", rail, edge.target))
    return {**submission, "status": edge.target, "version": submission["version"] + 1}


def ask_later(ctx: Context, submission: Row, at: datetime, *, heard: bool = False) -> None:
    """Count a question that changed nothing and set the next one."""
    row = (at, heard, ctx.now, ctx.tenant_id, submission["id"], submission["version"])
    ctx.uow.run(_LATER, row)


def hear(ctx: Context, submission: Row) -> None:
    """Note that clearing knows the message."""
    ctx.uow.run(
        "UPDATE submission SET heard_at = %s WHERE tenant_id = %s AND id = %s",
        (ctx.now, ctx.tenant_id, submission["id"]),
    )


def seen(ctx: Context, answer: ClearingAnswer) -> bool:
    """Whether this very message of clearing was taken before."""
    if not answer.message_id:
        return False
    key = (ctx.tenant_id, answer.message_id, answer.outcome.value, answer.submission_id)
    return ctx.uow.row(_SEEN, key) is not None


def record(ctx: Context, answer: ClearingAnswer, verdict: Verdict) -> UUID | None:
    """Keep an answer as it came, with what was made of it; None when it is kept already."""
    answer_id = ctx.world.ids.uuid7()
    payload = {"reference": answer.reference, "reason": answer.reason, **answer.extra}
    row = (
        ctx.tenant_id, answer_id, answer.submission_id, answer.message_id, answer.outcome.value,
        Json(payload), verdict.value, ctx.now,
    )  # fmt: skip
    return answer_id if ctx.uow.run(_RECORD, row) == 1 else None


def lock_answer(ctx: Context, answer_id: UUID) -> Row | None:
    """Lock one kept answer."""
    return ctx.uow.row(
        "SELECT * FROM clearing_answer WHERE tenant_id = %s AND id = %s FOR NO KEY UPDATE",
        (ctx.tenant_id, answer_id),
    )


def judge_again(ctx: Context, answer_id: UUID, verdict: Verdict) -> None:
    """Write what an operator made of a kept answer."""
    ctx.uow.run(
        "UPDATE clearing_answer SET verdict = %s WHERE tenant_id = %s AND id = %s",
        (verdict.value, ctx.tenant_id, answer_id),
    )


def cursor(ctx: Context, link: str) -> str:
    """How far the bank has read; empty before the first time."""
    row = ctx.uow.row(
        "SELECT cursor FROM clearing_cursor WHERE tenant_id = %s AND link = %s",
        (ctx.tenant_id, link),
    )
    return row["cursor"] if row else ""


def move_cursor(ctx: Context, link: str, source: str, target: str) -> bool:
    """Move on by compare-and-set; False when somebody else has moved it meanwhile."""
    row = (ctx.tenant_id, link, target, ctx.now, source)
    return ctx.uow.run(_MOVE_CURSOR, row) == 1

"""All SQL that writes, and the lock order: instruction (by its port) → round → tasks.

Every change of a round is one statement, `move`: compare-and-set on status and version, and the
transition and the decision are written only if it won. Nothing here decides whether a change may be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Jsonb

from kernel.context import Context
from kernel.errors import NotFound
from kernel.states import Edge
from kernel.text import Text
from workflows.approval.errors import AlreadyRunning, Overtaken
from workflows.approval.round import Decision, Round, facts_json
from workflows.approval.snapshot import Snapshot
from workflows.approval.states import ApprovalStatus, TaskStatus
from workflows.approval.subjects import Subject

START: Final = "start"
WHAT: Final = Text("该审批事项", "The approval")

_ADDRESS = """
SELECT subject_type, subject_id FROM approval
 WHERE tenant_id = %s AND enterprise_id = %s AND id = %s
"""

# Two statements: one with a subquery would take the decisions from before the wait for the lock.
_LOCK = """
SELECT id, enterprise_id, subject_type, subject_id, operation, canonical_text, digest, facts,
       snapshot, status, version, maker_person_id, created_at, expires_at, closed_at,
       escalate_at
  FROM approval
 WHERE tenant_id = %s AND enterprise_id = %s AND id = %s
   FOR UPDATE
"""
DECISIONS: Final = """
SELECT seq, level, person_id, user_id, name, groups, action, comment, digest, evidence, door, decided_at,
       on_behalf_of, lap
  FROM approval_decision
 WHERE tenant_id = %s AND approval_id = %s
 ORDER BY seq
"""

# The subject is locked, or was born in this transaction: so "no other round" cannot be raced.
_START = """
WITH started AS (
  INSERT INTO approval (tenant_id, id, enterprise_id, subject_type, subject_id, operation,
                        canonical_text, digest, facts, snapshot, status, version,
                        maker_person_id, created_at, expires_at, escalate_at)
  SELECT %(tenant)s, %(id)s, %(enterprise)s, %(subject_type)s, %(subject_id)s, %(operation)s,
         %(canonical_text)s, %(digest)s, %(facts)s, %(snapshot)s, %(target)s, 1,
         %(maker)s, %(at)s, %(expires_at)s, %(escalate_at)s::timestamptz
   WHERE NOT EXISTS (
         SELECT FROM approval
          WHERE tenant_id = %(tenant)s AND subject_type = %(subject_type)s
            AND subject_id = %(subject_id)s AND status IN ('pending', 'granted'))
  RETURNING tenant_id, enterprise_id, id, version)
INSERT INTO approval_transition (tenant_id, enterprise_id, approval_id, seq, source, target,
                                 trigger, actor, at)
SELECT tenant_id, enterprise_id, id, version, '', %(target)s, %(trigger)s, %(actor)s, %(at)s
  FROM started
"""

_MOVE = """
WITH moved AS (
  UPDATE approval
     SET status = %(target)s, version = version + 1, closed_at = %(closed_at)s,
         snapshot = coalesce(%(snapshot)s::jsonb, snapshot),
         expires_at = coalesce(%(expires_at)s::timestamptz, expires_at),
         escalate_at = %(escalate_at)s::timestamptz
   WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND id = %(id)s
     AND version = %(version)s AND status = %(source)s
  RETURNING tenant_id, enterprise_id, id, version, canonical_text),
decided AS (
  INSERT INTO approval_decision (tenant_id, enterprise_id, approval_id, seq, level, person_id,
                                 user_id, name, groups, action, comment, canonical_text, digest,
                                 evidence, door, decided_at, on_behalf_of, lap)
  SELECT tenant_id, enterprise_id, id, version, %(level)s::bigint, %(person_id)s::uuid,
         %(user_id)s::uuid, %(name)s::text, %(groups)s::jsonb, %(action)s::text,
         %(comment)s::text, canonical_text, %(digest)s::bytea, %(evidence)s::jsonb,
         %(door)s::text, %(at)s, %(on_behalf_of)s::uuid, %(lap)s::bigint
    FROM moved
   WHERE %(action)s::text IS NOT NULL),
acted AS (
  INSERT INTO approval_act (tenant_id, enterprise_id, approval_id, seq, act, level, person_id, name,
                            to_person_id, to_name, comment, digest, door, at)
  SELECT tenant_id, enterprise_id, id, version, %(act)s::text, %(act_level)s::bigint,
         %(act_person_id)s::uuid, %(act_name)s::text, %(to_person_id)s::uuid, %(to_name)s::text,
         %(act_comment)s::text, %(act_digest)s::bytea, %(act_door)s::text, %(at)s
    FROM moved
   WHERE %(act)s::text IS NOT NULL)
INSERT INTO approval_transition (tenant_id, enterprise_id, approval_id, seq, source, target,
                                 trigger, actor, at)
SELECT tenant_id, enterprise_id, id, version, %(source)s, %(target)s, %(trigger)s, %(actor)s, %(at)s
  FROM moved
RETURNING seq
"""

# One statement makes the tasks what they should be: whoever has just decided is done, what is no
# longer wanted is cancelled, what is wanted is there. A task that is done is wanted again only when
# the round was returned to its level.
_SET_TASKS = """
WITH wanted AS (
  SELECT * FROM unnest(%(ids)s::uuid[], %(levels)s::bigint[], %(users)s::uuid[],
                       %(persons)s::uuid[], %(statuses)s::text[])
             AS w (id, level, user_id, person_id, status)),
unwanted AS (
  UPDATE approval_task t
     SET status = CASE WHEN t.status = 'open' AND t.person_id = %(decider)s::uuid
                       THEN 'done' ELSE 'cancelled' END,
         closed_at = %(at)s
   WHERE t.tenant_id = %(tenant)s AND t.approval_id = %(approval)s
     AND t.status IN ('open', 'waiting')
     AND NOT EXISTS (SELECT FROM wanted w WHERE w.level = t.level AND w.person_id = t.person_id))
INSERT INTO approval_task (tenant_id, id, enterprise_id, approval_id, level, user_id, person_id,
                           status, opened_at)
SELECT %(tenant)s, id, %(enterprise)s, %(approval)s, level, user_id, person_id, status, %(at)s
  FROM wanted
    ON CONFLICT (tenant_id, approval_id, level, person_id)
    DO UPDATE SET status = excluded.status, user_id = excluded.user_id,
                  opened_at = excluded.opened_at, closed_at = NULL
    WHERE (approval_task.status, approval_task.user_id) <> (excluded.status, excluded.user_id)
RETURNING person_id, status
"""


@dataclass(frozen=True, slots=True)
class Act:
    """What the actor did to a round beside deciding, and whom it is about."""

    trigger: str
    level: int
    digest: bytes
    comment: str = ""
    to_person_id: UUID | None = None
    to_name: str = ""


@dataclass(frozen=True, slots=True)
class WantedTask:
    """A task as it should be."""

    level: int
    user_id: UUID
    person_id: UUID
    status: TaskStatus


def address(ctx: Context, approval_id: UUID) -> tuple[str, UUID]:
    """The subject of a round, unlocked: its instruction must be locked first. Raises NotFound."""
    row = ctx.uow.row(_ADDRESS, (ctx.tenant_id, ctx.enterprise_id, approval_id))
    if row is None:
        raise NotFound(WHAT)
    return row["subject_type"], row["subject_id"]


def lock(ctx: Context, approval_id: UUID) -> Round:
    """Lock a round whose instruction is locked, and read it with its decisions. Raises NotFound."""
    row = ctx.uow.row(_LOCK, (ctx.tenant_id, ctx.enterprise_id, approval_id))
    if row is None:
        raise NotFound(WHAT)
    return Round.from_rows(row, ctx.uow.rows(DECISIONS, (ctx.tenant_id, approval_id)))


def start(
    ctx: Context,
    subject: Subject,
    digest: bytes,
    snapshot: Snapshot,
    *,
    expires_at: datetime,
    escalate_at: datetime | None,
) -> UUID:
    """Write a new round in state pending with its first transition; raises AlreadyRunning."""
    approval_id = ctx.world.ids.uuid7()
    written = ctx.uow.run(
        _START,
        {
            "tenant": ctx.tenant_id,
            "enterprise": ctx.enterprise_id,
            "id": approval_id,
            "subject_type": subject.type,
            "subject_id": subject.id,
            "operation": subject.operation,
            "canonical_text": subject.canonical_text,
            "digest": digest,
            "facts": Jsonb(facts_json(subject.facts)),
            "snapshot": Jsonb(snapshot.to_json()),
            "target": ApprovalStatus.PENDING.value,
            "trigger": START,
            "maker": subject.maker_person_id,
            "actor": ctx.actor.name,
            "at": ctx.now,
            "expires_at": expires_at,
            "escalate_at": escalate_at,
        },
    )
    if not written:
        raise AlreadyRunning
    return approval_id


def move(
    ctx: Context,
    current: Round,
    edge: Edge,
    *,
    decision: Decision | None = None,
    act: Act | None = None,
    snapshot: Snapshot | None = None,
    expires_at: datetime | None = None,
    escalate_at: datetime | None = None,
) -> None:
    """Take an edge, with its transition and its decision or act, or raise Overtaken with nothing written.

    `escalate_at` is when further people are to be asked from now on; None for never.
    """
    pending = edge.target == ApprovalStatus.PENDING
    won = ctx.uow.run(
        _MOVE,
        _decision_columns(decision)
        | _act_columns(ctx, act)
        | {
            "tenant": ctx.tenant_id,
            "enterprise": ctx.enterprise_id,
            "id": current.id,
            "version": current.version,
            "source": edge.source,
            "target": edge.target,
            "trigger": edge.trigger,
            "actor": ctx.actor.name,
            "at": ctx.now,
            "closed_at": None if pending else ctx.now,
            "snapshot": Jsonb(snapshot.to_json()) if snapshot else None,
            "expires_at": expires_at,
            "escalate_at": escalate_at if pending else None,
        },
    )
    if not won:
        raise Overtaken


def set_tasks(
    ctx: Context, approval_id: UUID, wanted: Sequence[WantedTask], decider: UUID | None = None
) -> tuple[UUID, ...]:
    """Make the tasks of a round exactly these; returns the people whose turn has just come."""
    rows = ctx.uow.rows(
        _SET_TASKS,
        {
            "tenant": ctx.tenant_id,
            "enterprise": ctx.enterprise_id,
            "approval": approval_id,
            "ids": [ctx.world.ids.uuid7() for _ in wanted],
            "levels": [task.level for task in wanted],
            "users": [task.user_id for task in wanted],
            "persons": [task.person_id for task in wanted],
            "statuses": [task.status.value for task in wanted],
            "decider": decider,
            "at": ctx.now,
        },
    )
    opened = (row["person_id"] for row in rows if row["status"] == TaskStatus.OPEN)
    return tuple(dict.fromkeys(opened))


def _decision_columns(decision: Decision | None) -> dict[str, Any]:
    if decision is None:
        return dict.fromkeys(_DECISION_NAMES)
    return {
        "level": decision.level,
        "person_id": decision.person_id,
        "user_id": decision.user_id,
        "name": decision.name,
        "groups": Jsonb(sorted(decision.groups)),
        "action": decision.action.value,
        "comment": decision.comment,
        "digest": decision.digest,
        "evidence": Jsonb(dict(decision.evidence)),
        "door": decision.door.value,
        "on_behalf_of": decision.on_behalf_of,
        "lap": decision.lap,
    }


def _act_columns(ctx: Context, act: Act | None) -> dict[str, Any]:
    if act is None:
        return dict.fromkeys(_ACT_NAMES)
    return {
        "act": act.trigger,
        "act_level": act.level,
        "act_person_id": ctx.actor.person_id,
        "act_name": ctx.actor.name,
        "to_person_id": act.to_person_id,
        "to_name": act.to_name,
        "act_comment": act.comment,
        "act_digest": act.digest,
        "act_door": ctx.actor.door.value,
    }


_DECISION_NAMES: Final = (
    "level", "person_id", "user_id", "name", "groups", "action", "comment", "digest", "evidence", "door",
    "on_behalf_of", "lap",
)  # fmt: skip
_ACT_NAMES: Final = (
    "act", "act_level", "act_person_id", "act_name", "to_person_id", "to_name", "act_comment", "act_digest", "act_door",
)  # fmt: skip

"""Start a round, decide in it, read it anew: lock → check → write → tell, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from kernel.context import Context
from kernel.states import Edge
from workflows.approval import events, repository
from workflows.approval.commands import Action
from workflows.approval.errors import AlreadyRunning, ContentChanged
from workflows.approval.panel import Panel, wanted_tasks
from workflows.approval.people import Approver
from workflows.approval.planning import make_plan
from workflows.approval.ports import Ports
from workflows.approval.progress import Progress
from workflows.approval.round import Decision, Round
from workflows.approval.states import CHART, ApprovalStatus
from workflows.approval.subjects import Outcome, Subject


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an approver says, about which text, proven how."""

    action: Action
    shown_digest: bytes
    comment: str
    evidence: Mapping[str, Any]


_TRIGGERS = {Action.REJECT: "reject", Action.SEND_BACK: "send_back"}
_OUTCOMES = {"sign": Outcome.SIGNED, "require_more": Outcome.REOPENED}


def digest_of(ctx: Context, subject: Subject) -> bytes:
    """SM3 of the canonical text: the one fingerprint every door shows and signs (交易指纹)."""
    return ctx.world.crypto.sm3(subject.canonical_text.encode())


def enter(ports: Ports, ctx: Context, approval_id: UUID) -> tuple[Subject, Round]:
    """Lock the instruction, then the round; raises NotFound."""
    subject_type, subject_id = repository.address(ctx, approval_id)
    subject = ports.subjects[subject_type].lock(ctx, subject_id)
    return subject, repository.lock(ctx, approval_id)


def start(ports: Ports, ctx: Context, subject: Subject) -> UUID | None:
    """Begin a round about a subject that is locked or new; None when it goes with no signature.

    Raises what the plan refuses, and AlreadyRunning while another round is pending or granted.
    """
    plan = make_plan(ports, ctx, subject)
    if plan.refusals:
        raise plan.refusals[0]
    if plan.running:
        raise AlreadyRunning
    if plan.is_direct or plan.snapshot is None:
        return None
    expires_at = ctx.now + timedelta(days=plan.snapshot.valid_days)
    digest = digest_of(ctx, subject)
    approval_id = repository.start(ctx, subject, digest, plan.snapshot, expires_at)
    people = {person.person_id: person for level in plan.levels for person in level.people}
    wanted = wanted_tasks(Progress(plan.snapshot.steps), tuple(people.values()))
    turn = repository.set_tasks(ctx, approval_id, wanted)
    events.tell(ctx, events.STARTED, approval_id, subject, turn=turn, digest=digest.hex())
    return approval_id


def decide(ports: Ports, ctx: Context, approval_id: UUID, verdict: Verdict) -> Outcome:
    """Record one decision; see `ApprovalEngine.decide`."""
    subject, current = enter(ports, ctx, approval_id)
    panel = panel_of(ports, ctx, subject, current)
    approver, level = panel.take_turn(ctx.actor, ctx.now)
    _check_shown(ctx, subject, current, verdict.shown_digest)
    decision = _decision(ctx, current, approver, level, verdict)
    after = replace(current, decisions=(*current.decisions, decision))
    edge = CHART.move(current.status, _trigger(verdict.action, after.progress))
    repository.move(ctx, current, edge, decision=decision)
    wanted = _still_wanted(edge, replace(panel, round=after))
    turn = repository.set_tasks(ctx, current.id, wanted, approver.person_id)
    detail = {"level": level, "digest": current.digest.hex(), "comment": verdict.comment}
    events.tell(ctx, edge.event, current.id, subject, turn=turn, **detail)
    return settle(ports, ctx, current, edge)


def panel_of(ports: Ports, ctx: Context, subject: Subject, current: Round) -> Panel:
    """Everybody who may approve this subject at this moment."""
    approvers = ports.people.approvers(ctx, current.operation, current.facts.account_number)
    makers = frozenset({current.maker_person_id, subject.maker_person_id})
    return Panel(current, makers, approvers, subject.facts.barred | current.facts.barred)


def settle(ports: Ports, ctx: Context, current: Round, edge: Edge) -> Outcome:
    """Tell the subject what became of it, last of all: it may go on to release at once."""
    outcome = _OUTCOMES.get(edge.trigger) or Outcome(edge.target)
    if outcome is not Outcome.SIGNED:
        ports.subjects[current.subject_type].settled(ctx, current.subject_id, outcome, current.id)
    return outcome


def refresh(ports: Ports, ctx: Context, approval_id: UUID) -> None:
    """Make the tasks of a pending round follow the rights and roles of this moment."""
    subject, current = enter(ports, ctx, approval_id)
    if current.status is not ApprovalStatus.PENDING:
        return
    candidates = panel_of(ports, ctx, subject, current).candidates()
    turn = repository.set_tasks(ctx, current.id, wanted_tasks(current.progress, candidates))
    if turn:
        events.tell(ctx, events.REASSIGNED, current.id, subject, turn=turn)


def _check_shown(ctx: Context, subject: Subject, current: Round, shown_digest: bytes) -> None:
    current.check_content(subject, digest_of(ctx, subject))
    if shown_digest != current.digest:
        raise ContentChanged


def _trigger(action: Action, after: Progress) -> str:
    return _TRIGGERS.get(action) or ("grant" if after.complete else "sign")


def _still_wanted(edge: Edge, panel: Panel) -> list[repository.WantedTask]:
    if edge.target != ApprovalStatus.PENDING:
        return []
    return wanted_tasks(panel.round.progress, panel.candidates())


def _decision(
    ctx: Context, current: Round, approver: Approver, level: int, verdict: Verdict
) -> Decision:
    return Decision(
        seq=current.version + 1,
        level=level,
        person_id=approver.person_id,
        user_id=approver.user_id,
        name=approver.name,
        groups=approver.roles,
        action=verdict.action,
        comment=verdict.comment,
        digest=current.digest,
        evidence=verdict.evidence,
        door=ctx.actor.door,
        decided_at=ctx.now,
    )

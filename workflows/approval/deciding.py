"""Start a round, decide in it, read it anew: lock → check → write → tell, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kernel.context import Context
from kernel.db import savepoint
from kernel.errors import YinqiError
from kernel.states import Edge
from workflows.approval import events, queries, repository
from workflows.approval.commands import Action
from workflows.approval.errors import AlreadyRunning, ContentChanged
from workflows.approval.panel import Panel, Turn, wanted_tasks
from workflows.approval.planning import make_plan
from workflows.approval.ports import Ports
from workflows.approval.progress import Progress
from workflows.approval.round import Decision, Round
from workflows.approval.snapshot import Snapshot
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
    if queries.is_running(ctx, subject):
        raise AlreadyRunning
    if plan.is_direct or plan.snapshot is None:
        return None
    snapshot, digest = plan.snapshot, digest_of(ctx, subject)
    approval_id = repository.start(
        ctx,
        subject,
        digest,
        snapshot,
        expires_at=ctx.now + timedelta(days=snapshot.valid_days),
        escalate_at=escalation_from(ctx, snapshot),
    )
    people = {person.person_id: person for level in plan.levels for person in level.people}
    progress = Progress(snapshot.steps, shares=snapshot.shares)
    wanted = wanted_tasks(progress, tuple(people.values()), plan.deputies)
    turn = repository.set_tasks(ctx, approval_id, wanted)
    events.tell(ctx, events.STARTED, approval_id, subject, turn=turn, digest=digest.hex())
    return approval_id


def decide(ports: Ports, ctx: Context, approval_id: UUID, verdict: Verdict) -> Outcome:
    """Record one decision; see `ApprovalEngine.decide`."""
    subject, current = enter(ports, ctx, approval_id)
    panel = panel_of(ports, ctx, subject, current)
    seated = panel.take_turn(ctx.actor, ctx.now)
    check_shown(ctx, subject, current, verdict.shown_digest)
    decision = _decision(ctx, current, seated, verdict)
    after = replace(current, decisions=(*current.decisions, decision))
    edge = CHART.move(current.status, _trigger(verdict.action, after.progress))
    due = next_escalation(ctx, current, after)
    repository.move(ctx, current, edge, decision=decision, escalate_at=due)
    wanted = _still_wanted(edge, replace(panel, round=after))
    turn = repository.set_tasks(ctx, current.id, wanted, seated.approver.person_id)
    detail = {"level": seated.level, "digest": current.digest.hex(), "comment": verdict.comment}
    if decision.on_behalf_of:
        detail["on_behalf_of"] = str(decision.on_behalf_of)
    events.tell(ctx, edge.event, current.id, subject, turn=turn, **detail)
    return settle(ports, ctx, current, edge)


def panel_of(ports: Ports, ctx: Context, subject: Subject, current: Round) -> Panel:
    """Everybody who may approve this subject at this moment."""
    approvers = ports.people.approvers(
        ctx, current.operation, current.facts.account_number, current.facts.money
    )
    makers = frozenset({current.maker_person_id, subject.maker_person_id})
    lent = queries.lent_seats(ctx, current.operation)
    return Panel(current, makers, approvers, subject.facts.barred | current.facts.barred, lent)


def escalation_from(ctx: Context, snapshot: Snapshot) -> datetime | None:
    """When further people are to be asked about a step that opens now."""
    escalation = snapshot.escalation
    return ctx.now + timedelta(hours=escalation.after_hours) if escalation else None


def next_escalation(ctx: Context, before: Round, after: Round) -> datetime | None:
    """When further people are to be asked, once the round has gone on: anew for another step."""
    if after.progress.step == before.progress.step:
        return before.escalate_at
    return escalation_from(ctx, after.snapshot)


def settle(ports: Ports, ctx: Context, current: Round, edge: Edge) -> Outcome:
    """Tell the subject what became of it, last of all: it may go on to release at once."""
    outcome = _OUTCOMES.get(edge.trigger) or Outcome(edge.target)
    if outcome is not Outcome.SIGNED:
        ports.subjects[current.subject_type].settled(ctx, current.subject_id, outcome, current.id)
    return outcome


def refresh_apart(ports: Ports, ctx: Context, approval_id: UUID) -> bool:
    """The same behind a savepoint: a round whose subject will not have it stays as it is."""
    try:
        with savepoint(ctx.uow):
            refresh(ports, ctx, approval_id)
    except YinqiError:
        return False
    return True


def refresh(ports: Ports, ctx: Context, approval_id: UUID) -> None:
    """Make the tasks of a pending round follow the rights and roles of this moment."""
    subject, current = enter(ports, ctx, approval_id)
    if current.status is not ApprovalStatus.PENDING:
        return
    wanted = panel_of(ports, ctx, subject, current).wanted_tasks()
    turn = repository.set_tasks(ctx, current.id, wanted)
    if turn:
        events.tell(ctx, events.REASSIGNED, current.id, subject, turn=turn)


def check_shown(ctx: Context, subject: Subject, current: Round, shown_digest: bytes) -> None:
    """Raise ContentChanged unless this text, to the letter, was shown to whoever acts."""
    current.check_content(subject, digest_of(ctx, subject))
    if shown_digest != current.digest:
        raise ContentChanged


def _trigger(action: Action, after: Progress) -> str:
    return _TRIGGERS.get(action) or ("grant" if after.complete else "sign")


def _still_wanted(edge: Edge, panel: Panel) -> list[repository.WantedTask]:
    if edge.target != ApprovalStatus.PENDING:
        return []
    return panel.wanted_tasks()


def _decision(ctx: Context, current: Round, seated: Turn, verdict: Verdict) -> Decision:
    principal = seated.stand_in.principal if seated.stand_in else None
    return Decision(
        seq=current.version + 1,
        level=seated.level,
        person_id=seated.approver.person_id,
        user_id=seated.approver.user_id,
        name=seated.name,
        groups=principal.roles if principal else seated.approver.roles,
        action=verdict.action,
        comment=verdict.comment,
        digest=current.digest,
        evidence=verdict.evidence,
        door=ctx.actor.door,
        decided_at=ctx.now,
        on_behalf_of=principal.person_id if principal else None,
        lap=current.snapshot.lap,
    )

"""The second look, at release: today's policy against the decisions on file (放行复核).

Both must be satisfied, the policy of submission and that of today. What today's asks beyond the
signatures there are is added to the round, which goes back to pending; nothing signed is lost.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from kernel.context import Context
from kernel.text import Text
from workflows.approval import events, repository
from workflows.approval.choice import Choice
from workflows.approval.counting import steps_lacking
from workflows.approval.deciding import (
    digest_of,
    enter,
    next_escalation,
    panel_of,
    settle,
    start,
)
from workflows.approval.errors import NotSatisfied
from workflows.approval.people import Approver, distinct_people
from workflows.approval.planning import everybody_named, named, todays_choice, who_may
from workflows.approval.policy import Level, Mode, Steps
from workflows.approval.ports import Ports
from workflows.approval.round import Round
from workflows.approval.snapshot import Snapshot
from workflows.approval.states import CHART
from workflows.approval.subjects import Outcome, Subject

_SATISFIED = Text("审批符合现行规则", "The approvals satisfy today's rule")
_STRICTER = Text(
    "现行规则比提交时更严格，需补充审批：{levels}。{why}",
    "Today's rule is stricter than at submission and asks for more: {levels}. {why}",
)
_LEVEL = Text("{group} {needed} 人", "{needed} of {group}")


@dataclass(frozen=True, slots=True)
class Recheck:
    """Whether the item may be released now, why, and the round that must be completed if not."""

    satisfied: bool
    why: Text
    approval_id: UUID | None


@dataclass(frozen=True, slots=True)
class _More:
    """What today's rule asks beyond the signatures there are."""

    steps: Steps
    why: Text
    until: datetime


def recheck(ports: Ports, ctx: Context, approval_id: UUID) -> Recheck:
    """Look again at a granted round; see `ApprovalEngine.recheck`."""
    subject, current = enter(ports, ctx, approval_id)
    CHART.move(current.status, "require_more")
    current.check_content(subject, digest_of(ctx, subject))
    if not current.progress.complete:
        raise NotSatisfied
    choice = todays_choice(ports, ctx, subject)
    rules = choice.policy.rules
    steps = steps_lacking(
        _steps_today(ports, ctx, current, choice),
        current.signatures,
        shares=rules.same_person_completes_level,
        escalation=rules.escalation,
    )
    if not steps:
        return Recheck(satisfied=True, why=_SATISFIED, approval_id=approval_id)
    return _reopen(ports, ctx, subject, current, _more(ctx, choice, steps))


def recheck_direct(ports: Ports, ctx: Context, subject_type: str, subject_id: UUID) -> Recheck:
    """Look again at a subject that went with no signature; a rule that asks for some starts a round."""
    port = ports.subjects[subject_type]
    subject = port.lock(ctx, subject_id)
    approval_id = start(ports, ctx, subject)
    if approval_id is None:
        return Recheck(satisfied=True, why=_SATISFIED, approval_id=None)
    choice = todays_choice(ports, ctx, subject)
    port.settled(ctx, subject_id, Outcome.REOPENED, approval_id)
    why = _stricter(choice, choice.band.steps)
    return Recheck(satisfied=False, why=why, approval_id=approval_id)


def _steps_today(ports: Ports, ctx: Context, current: Round, choice: Choice) -> Steps:
    """Today's steps with everybody named who must sign where all must.

    By the same version of the rule those are the people of submission who are still there; of a level
    that had waited too long, those of them who signed. By another version, those of today.
    """
    approvers = ports.people.approvers(
        ctx, current.operation, current.facts.account_number, current.facts.money
    )
    out = {current.maker_person_id, *current.facts.barred}
    entitled = distinct_people(approvers, but=out)
    if current.snapshot.policy["id"] != str(choice.policy.id):
        return everybody_named(choice.band.steps, entitled)
    signers = {signature.person_id for signature in current.signatures}
    return tuple(
        tuple(
            _named_then(current.snapshot, (step, place), level, entitled, signers)
            for place, level in enumerate(levels)
        )
        for step, levels in enumerate(choice.band.steps)
    )


def _named_then(
    snapshot: Snapshot,
    where: tuple[int, int],
    level: Level,
    entitled: Sequence[Approver],
    signers: Collection[UUID],
) -> Level:
    if level.mode is not Mode.ALL:
        return level
    step, place = where
    levels = snapshot.steps[step] if step < len(snapshot.steps) else ()
    kept = levels[place] if place < len(levels) else level
    present = who_may(level, entitled)
    if not kept.persons:
        return named(level, present)
    asked = [who for who in kept.persons if not kept.asked_too or who in signers]
    return named(level, tuple(who for who in present if who in asked))


def _reopen(ports: Ports, ctx: Context, subject: Subject, current: Round, more: _More) -> Recheck:
    snapshot = current.snapshot.with_added(more.steps, more.why)
    edge = CHART.move(current.status, "require_more")
    until = max(more.until, current.expires_at)
    after = replace(current, snapshot=snapshot)
    due = next_escalation(ctx, current, after)
    repository.move(ctx, current, edge, snapshot=snapshot, expires_at=until, escalate_at=due)
    wanted = panel_of(ports, ctx, subject, after).wanted_tasks()
    turn = repository.set_tasks(ctx, current.id, wanted)
    events.tell(ctx, edge.event, current.id, subject, turn=turn, why=more.why.zh)
    settle(ports, ctx, current, edge)
    return Recheck(satisfied=False, why=more.why, approval_id=current.id)


def _more(ctx: Context, choice: Choice, steps: Steps) -> _More:
    until = ctx.now + timedelta(days=choice.policy.rules.valid_days)
    return _More(steps, _stricter(choice, steps), until)


def _stricter(choice: Choice, added: Steps) -> Text:
    levels = [
        _LEVEL.fill(group=level.name, needed=level.needed) for step in added for level in step
    ]
    listed = Text("、".join(at.zh for at in levels), ", ".join(at.en for at in levels))
    return _STRICTER.fill(levels=listed, why=choice.why)

"""What people do to a round beside deciding: return it a level, add a signer, hand over, urge, escalate.

None of it can bring a round nearer to its grant: levels are only added, signatures only made void, and
turns only given to somebody who could have had them by right. So nothing here asks for a signature.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from kernel.context import Context
from kernel.errors import Conflict, Denied
from kernel.text import Text
from workflows.approval import events, queries, repository
from workflows.approval.closing import Expiry, alone
from workflows.approval.deciding import (
    check_shown,
    enter,
    next_escalation,
    panel_of,
)
from workflows.approval.errors import (
    AddedBefore,
    Lapsed,
    NotAPossibleSigner,
    NothingBefore,
    OnlyMakerUrges,
    TooManyAdded,
    UrgedRecently,
)
from workflows.approval.panel import Panel, Turn
from workflows.approval.people import Approver
from workflows.approval.plan import lacking_in
from workflows.approval.policy import ANY, Level
from workflows.approval.ports import Ports
from workflows.approval.repository import Act
from workflows.approval.snapshot import Snapshot
from workflows.approval.states import CHART, TaskStatus
from workflows.approval.subjects import Subject

ADDED_MAX: Final = 5
URGE_EVERY: Final = timedelta(hours=2)
_ADDED: Final = Text("加签：{name}", "Added: {name}")


@dataclass(frozen=True, slots=True)
class Aside:
    """What an approver says who does not decide: over which text, about whom, why."""

    shown_digest: bytes
    comment: str = ""
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Others:
    """Whom one may ask to sign too, whom one may hand over to, and whether there is a level before."""

    to_add: tuple[Approver, ...]
    to_hand_over: tuple[Approver, ...]
    may_return: bool


@dataclass(frozen=True, slots=True)
class _Table:
    """A locked round with whoever sits at it, and the one who acts."""

    subject: Subject
    panel: Panel
    turn: Turn

    @property
    def present(self) -> tuple[Level, ...]:
        """The levels of the present step."""
        return self.panel.round.snapshot.steps[self.panel.round.progress.step]


def return_back(ports: Ports, ctx: Context, approval_id: UUID, said: Aside) -> None:
    """Back to the previous step, whose signatures, and those of this one, are void (退回上一级).

    Raises what `decide` raises, and NothingBefore in the first step.
    """
    table = _sit(ports, ctx, approval_id, said)
    current = table.panel.round
    if current.progress.step == 0:
        raise NothingBefore
    snapshot = current.snapshot.returned(current.voided_by_return())
    act = _act("return_back", table, said)
    _move(ctx, table, snapshot, act)


def add_sign(ports: Ports, ctx: Context, approval_id: UUID, said: Aside) -> None:
    """One more named person must sign before the round goes on (加签).

    Raises what `decide` raises, and NotAPossibleSigner, AddedBefore, TooManyAdded, LevelUnfillable.
    """
    table = _sit(ports, ctx, approval_id, said)
    who = _other(table, said)
    current = table.panel.round
    added = [level for step in current.snapshot.steps for level in step if level.added]
    if len(added) >= ADDED_MAX:
        raise TooManyAdded(most=ADDED_MAX)
    if any(who.person_id in level.persons for level in table.present if level.added):
        raise AddedBefore
    name = _ADDED.fill(name=who.name)
    level = Level(ANY, 1, name, persons=(who.person_id,), added=True)
    snapshot = current.snapshot.with_step(current.progress.step, (*table.present, level))
    _move(ctx, table, snapshot, _act("add_sign", table, said, who))


def transfer(ports: Ports, ctx: Context, approval_id: UUID, said: Aside) -> None:
    """Hand one's own turn to another entitled person of that level, for good (转办).

    Raises what `decide` raises, and NotAPossibleSigner, LevelUnfillable.
    """
    table = _sit(ports, ctx, approval_id, said)
    who, seat = _other(table, said), table.turn.seat
    snapshot, step = table.panel.round.snapshot, table.panel.round.progress.step
    place = table.turn.level - 1 - sum(map(len, snapshot.steps[:step]))
    levels = list(table.present)
    levels[place] = _handed_to(levels[place], seat, who)
    without = tuple(_without(level, seat) for level in levels)
    _move(ctx, table, snapshot.with_step(step, without), _act("transfer", table, said, who))


def others(ctx: Context, panel: Panel) -> Others:
    """Whom the actor could add or hand over to now; nobody when it is not their turn."""
    try:
        turn = panel.take_turn(ctx.actor, ctx.now)
    except (Conflict, Denied):
        return Others((), (), may_return=False)
    people = panel.candidates(turn.seat, turn.approver.person_id)
    progress = panel.round.progress
    level = progress.slots[turn.level - 1].level
    to_hand_over = tuple(who for who in people if _may_take(level, who))
    return Others(people, to_hand_over, may_return=progress.step > 0)


def urge(ports: Ports, ctx: Context, approval_id: UUID) -> None:
    """Tell whose turn it is that the maker waits (催办), at most once in a while.

    Raises NotFound, IllegalTransition, Lapsed, OnlyMakerUrges, UrgedRecently.
    """
    subject, current = enter(ports, ctx, approval_id)
    edge = CHART.move(current.status, "urge")
    if ctx.actor.person_id != current.maker_person_id:
        raise OnlyMakerUrges
    if ctx.now >= current.expires_at:
        raise Lapsed
    last = queries.last_urged_at(ctx, approval_id)
    if last is not None and ctx.now < last + URGE_EVERY:
        raise UrgedRecently(hours=URGE_EVERY // timedelta(hours=1))
    act = Act("urge", current.progress.step + 1, current.digest)
    repository.move(ctx, current, edge, act=act, escalate_at=current.escalate_at)
    tasks = panel_of(ports, ctx, subject, current).wanted_tasks()
    turn = dict.fromkeys(each.person_id for each in tasks if each.status is TaskStatus.OPEN)
    events.tell(ctx, edge.event, current.id, subject, turn=list(turn))


def escalate_due(ports: Ports, ctx: Context, after: queries.Cursor | None, limit: int) -> Expiry:
    """Ask further people in one batch of rounds that have waited too long (超时升级)."""
    due = queries.slow(ctx, after, limit)
    stuck = [found.id for found in due if not alone(ports, ctx, found, _escalate)]
    last = (due[-1].expires_at, due[-1].id) if len(due) == limit else None
    return Expiry(len(due) - len(stuck), tuple(stuck), last)


def _escalate(ports: Ports, ctx: Context, approval_id: UUID) -> None:
    subject, current = enter(ports, ctx, approval_id)
    escalation, step = current.snapshot.escalation, current.progress.step
    late = current.escalate_at is not None and current.escalate_at <= ctx.now
    if not (escalation and late and CHART.allows(current.status, "escalate")):
        return
    edge = CHART.move(current.status, "escalate")
    asked = tuple(
        replace(level, asked_too=escalation.group) for level in current.snapshot.steps[step]
    )
    snapshot = current.snapshot.with_step(step, asked)
    act = Act("escalate", step + 1, current.digest, to_name=escalation.group)
    repository.move(ctx, current, edge, snapshot=snapshot, act=act)
    after = replace(current, snapshot=snapshot)
    wanted = panel_of(ports, ctx, subject, after).wanted_tasks()
    turn = repository.set_tasks(ctx, current.id, wanted)
    events.tell(ctx, edge.event, current.id, subject, turn=turn, group=escalation.group)


def _sit(ports: Ports, ctx: Context, approval_id: UUID, said: Aside) -> _Table:
    """Lock, and let only act who could sign now, over what they were shown."""
    subject, current = enter(ports, ctx, approval_id)
    panel = panel_of(ports, ctx, subject, current)
    turn = panel.take_turn(ctx.actor, ctx.now)
    check_shown(ctx, subject, current, said.shown_digest)
    return _Table(subject, panel, turn)


def _other(table: _Table, said: Aside) -> Approver:
    """The one it is about: somebody else who could still sign; neither deputy nor principal."""
    both = (table.turn.seat, table.turn.approver.person_id)
    for person in table.panel.candidates(*both):
        if person.person_id == said.person_id:
            return person
    raise NotAPossibleSigner


def _handed_to(level: Level, seat: UUID, who: Approver) -> Level:
    """The level with `who` in the place of `seat`; raises NotAPossibleSigner."""
    if not _may_take(level, who):
        raise NotAPossibleSigner
    persons = tuple(who.person_id if each == seat else each for each in level.persons)
    return replace(level, persons=persons)


def _may_take(level: Level, who: Approver) -> bool:
    """Whether somebody could sign there; of those named by name, in the place of one of them."""
    if not level.persons:
        return level.admits(who.person_id, who.roles)
    of_the_group = level.group in (ANY, *who.roles)
    return of_the_group and who.person_id not in (*level.persons, *level.handed_over)


def _without(level: Level, seat: UUID) -> Level:
    """The seat's other levels of the step may not call it any more, but where it is named."""
    if seat in level.persons:
        return level
    return replace(level, handed_over=(*level.handed_over, seat))


def _act(trigger: str, table: _Table, said: Aside, who: Approver | None = None) -> Act:
    return Act(
        trigger,
        table.turn.level,
        table.panel.round.digest,
        said.comment,
        who.person_id if who else None,
        who.name if who else "",
    )


def _move(ctx: Context, table: _Table, snapshot: Snapshot, act: Act) -> None:
    """Take the edge, set the tasks, tell whose turn it is; raises LevelUnfillable."""
    current = table.panel.round
    after = replace(current, snapshot=snapshot)
    panel = replace(table.panel, round=after)
    refusals = lacking_in(after.progress, panel.candidates())
    if refusals and not lacking_in(current.progress, table.panel.candidates()):
        raise refusals[0]
    edge = CHART.move(current.status, act.trigger)
    due = next_escalation(ctx, current, after)
    repository.move(ctx, current, edge, act=act, snapshot=snapshot, escalate_at=due)
    turn = repository.set_tasks(ctx, current.id, panel.wanted_tasks())
    told = dict.fromkeys((*turn, act.to_person_id) if act.to_person_id else turn)
    detail = {"level": act.level, "comment": act.comment, "to": act.to_name}
    events.tell(ctx, edge.event, current.id, table.subject, turn=list(told), **detail)

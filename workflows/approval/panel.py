"""Who sits at the table of one round, now: the eligible, whose turn it is, and why somebody may not.

Built anew for every decision and every page from the round under its lock and the rights of this
moment. The page that greys a button and the refusal of a forged request thus give the same reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.context import Actor
from kernel.text import Text
from workflows.approval.errors import (
    ActedBefore,
    ConcernsYourself,
    Lapsed,
    MakerMayNotApprove,
    NeededLater,
    NotEntitled,
    NotYourTurn,
)
from workflows.approval.people import Approver, Lent, StandIn, distinct_people, stand_ins
from workflows.approval.progress import Progress
from workflows.approval.repository import WantedTask
from workflows.approval.round import Round
from workflows.approval.states import CHART, TaskStatus

_OPEN = Text("当前待第 {numbers} 级（{groups}）", "level {numbers} ({groups}) is open")


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody at the table: as which approver, at which level, in whose place."""

    approver: Approver
    level: int
    stand_in: StandIn | None = None

    @property
    def seat(self) -> UUID:
        """The person whose signature it would be."""
        return self.stand_in.principal.person_id if self.stand_in else self.approver.person_id

    @property
    def name(self) -> str:
        """As it is kept with the decision."""
        return self.stand_in.label if self.stand_in else self.approver.name


@dataclass(frozen=True, slots=True)
class Panel:
    """A round and everybody who may approve its subject; `lent` are the places lent for now."""

    round: Round
    makers: frozenset[UUID]
    approvers: Sequence[Approver]
    barred: frozenset[UUID] = frozenset()
    lent: Sequence[Lent] = ()

    @property
    def concerned(self) -> frozenset[UUID]:
        """Everybody whom this round is any business of."""
        entitled = frozenset(approver.person_id for approver in self.approvers)
        return self.makers | self.round.acted | entitled

    @property
    def out(self) -> frozenset[UUID]:
        """Who may not sign, whatever their rights: makers, whom it concerns, who has acted."""
        return self.makers | self.barred | self.round.acted

    def candidates(self, *but: UUID) -> tuple[Approver, ...]:
        """Distinct people who may still sign: none who is out, nor `but`."""
        return distinct_people(self.approvers, but=self.out | {*but})

    def stand_ins(self) -> tuple[StandIn, ...]:
        """Who may take whose place."""
        return stand_ins(self.lent, self.candidates(), self.approvers, self.out)

    def wanted_tasks(self) -> list[WantedTask]:
        """The tasks this round should have while it is pending."""
        return wanted_tasks(self.round.progress, self.candidates(), self.stand_ins())

    def take_turn(self, actor: Actor, now: datetime) -> Turn:
        """The actor at their own place, or at one lent to them, with the level that is open to it.

        Raises IllegalTransition, Lapsed, MakerMayNotApprove, ConcernsYourself, ActedBefore,
        NotEntitled, NotYourTurn or NeededLater.
        """
        CHART.move(self.round.status, "sign")
        if now >= self.round.expires_at:
            raise Lapsed
        approver = self._seat(actor)
        try:
            return Turn(approver, self._turn(approver))
        except (NotYourTurn, NeededLater):
            lent = self._lent_turn(approver)
            if lent is None:
                raise
            return lent

    def _seat(self, actor: Actor) -> Approver:
        if actor.person_id in self.makers:
            raise MakerMayNotApprove
        if actor.person_id in self.barred:
            raise ConcernsYourself
        if actor.person_id in self.round.acted:
            raise ActedBefore
        who = (actor.user_id, actor.person_id)
        for approver in self.approvers:
            if (approver.user_id, approver.person_id) == who:
                return approver
        raise NotEntitled

    def _turn(self, approver: Approver) -> int:
        progress = self.round.progress
        others = self.candidates(approver.person_id)
        turns = progress.turns((*others, approver))
        level = progress.level_for(approver)
        if level is None:
            raise NotYourTurn(open=_open_levels(progress))
        if approver.person_id not in turns:
            raise NeededLater
        return level

    def _lent_turn(self, deputy: Approver) -> Turn | None:
        """The first place lent to this user at which a signature would count now."""
        progress, candidates = self.round.progress, self.candidates()
        for found in self.stand_ins():
            if found.deputy.user_id == deputy.user_id and lent_levels(progress, candidates, found):
                level = progress.level_for(found.seated)
                if level is not None:
                    return Turn(found.deputy, level, found)
        return None


def lent_levels(
    progress: Progress, candidates: Sequence[Approver], found: StandIn
) -> tuple[int, ...]:
    """Levels open to a deputy at a lent place; by signing there both are used up."""
    both = {found.principal.person_id, found.deputy.person_id}
    others = [person for person in candidates if person.person_id not in both]
    return progress.turns((*others, found.seated)).get(found.principal.person_id, ())


def wanted_tasks(
    progress: Progress, candidates: Sequence[Approver], deputies: Sequence[StandIn] = ()
) -> list[WantedTask]:
    """The tasks a pending round should have: open in its step, waiting in the steps to come."""
    turns, coming = progress.turns(candidates), progress.coming(candidates)
    wanted: dict[tuple[int, UUID], WantedTask] = {}

    def want(person: Approver, levels: Sequence[int], status: TaskStatus) -> None:
        for level in levels:
            task = WantedTask(level, person.user_id, person.person_id, status)
            wanted.setdefault((level, person.person_id), task)

    for person in candidates:
        want(person, turns.get(person.person_id, ()), TaskStatus.OPEN)
        want(person, coming.get(person.person_id, ()), TaskStatus.WAITING)
    for found in deputies:
        want(found.deputy, lent_levels(progress, candidates, found), TaskStatus.OPEN)
        want(found.deputy, coming.get(found.principal.person_id, ()), TaskStatus.WAITING)
    return list(wanted.values())


def _open_levels(progress: Progress) -> Text:
    slots = [slot for slot in progress.slots if progress.state_of(slot) == "now"]
    numbers = Text(*(mark.join(str(slot.number) for slot in slots) for mark in ("、", ", ")))
    groups = Text(
        "、".join(slot.level.name.zh for slot in slots),
        ", ".join(slot.level.name.en for slot in slots),
    )
    return _OPEN.fill(numbers=numbers, groups=groups)

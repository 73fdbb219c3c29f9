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
from workflows.approval.people import Approver, distinct_people
from workflows.approval.progress import Progress
from workflows.approval.repository import WantedTask
from workflows.approval.round import Round
from workflows.approval.states import CHART, TaskStatus

_OPEN = Text("当前待第 {numbers} 级（{groups}）", "level {numbers} ({groups}) is open")


@dataclass(frozen=True, slots=True)
class Panel:
    """A round and everybody who may approve its subject."""

    round: Round
    makers: frozenset[UUID]
    approvers: Sequence[Approver]
    barred: frozenset[UUID] = frozenset()

    @property
    def concerned(self) -> frozenset[UUID]:
        """Everybody whom this round is any business of."""
        entitled = frozenset(approver.person_id for approver in self.approvers)
        return self.makers | self.round.acted | entitled

    def candidates(self, *but: UUID) -> tuple[Approver, ...]:
        """Distinct people who may still sign: no maker, nobody it concerns or who has acted, not `but`."""
        out = self.makers | self.barred | self.round.acted | {*but}
        return distinct_people(self.approvers, but=out)

    def take_turn(self, actor: Actor, now: datetime) -> tuple[Approver, int]:
        """The actor as an approver, and the level that a decision now belongs to.

        Raises IllegalTransition, Lapsed, MakerMayNotApprove, ConcernsYourself, ActedBefore,
        NotEntitled, NotYourTurn or NeededLater.
        """
        CHART.move(self.round.status, "sign")
        if now >= self.round.expires_at:
            raise Lapsed
        approver = self._seat(actor)
        return approver, self._turn(approver)

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


def wanted_tasks(progress: Progress, candidates: Sequence[Approver]) -> list[WantedTask]:
    """The tasks a pending round should have: open in its step, waiting in the steps to come."""
    by_person = {person.person_id: person for person in candidates}
    found = (
        (TaskStatus.OPEN, progress.turns(candidates)),
        (TaskStatus.WAITING, progress.coming(candidates)),
    )
    return [
        WantedTask(level, by_person[person_id].user_id, person_id, status)
        for status, turns in found
        for person_id, levels in turns.items()
        for level in levels
    ]


def _open_levels(progress: Progress) -> Text:
    slots = [slot for slot in progress.slots if progress.state_of(slot) == "now"]
    numbers = Text(*(mark.join(str(slot.number) for slot in slots) for mark in ("、", ", ")))
    groups = Text(
        "、".join(slot.level.name.zh for slot in slots),
        ", ".join(slot.level.name.en for slot in slots),
    )
    return _OPEN.fill(numbers=numbers, groups=groups)

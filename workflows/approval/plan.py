"""What will be asked of whom, told before anything is submitted and again on every page.

A plan changes nothing. What it refuses, submission refuses: the same errors, here as findings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kernel.errors import Finding, Severity, YinqiError
from kernel.text import Text
from workflows.approval.errors import LevelUnfillable
from workflows.approval.people import Approver, StandIn
from workflows.approval.policy import Level, Steps
from workflows.approval.progress import Progress, slots_of
from workflows.approval.snapshot import Snapshot

NAMES_SHOWN_MAX: Final = 5

_NOBODY = Text("{group}（暂无可审批人）", "{group} (nobody at present)")
_AND_MORE = Text("{names}等 {count} 人", "{names} and others ({count} people)")
_SOME_OF = Text("{names}中的 {needed} 人", "{needed} of {names}")
_WITH_DEPUTY = Text("{name}（可由{deputies}代）", "{name} (or {deputies} for them)")
_OR = Text("或", " or ")
_DIRECT = Text("无需审批", "No signature is needed")
_ASKS = Text("需由{steps}审批", "To be signed by {steps}")


@dataclass(frozen=True, slots=True)
class PlannedLevel:
    """One level, and the people who could sign it today."""

    number: int
    step: int
    level: Level
    people: tuple[Approver, ...]
    deputies: tuple[StandIn, ...] = ()

    @property
    def sentence(self) -> Text:
        """Who: “陈嘉怡或周敏”, “三人中的 2 人”, “陈嘉怡（可由周敏代）”."""
        names = [self._named(person) for person in self.people]
        if not names:
            return _NOBODY.fill(group=self.level.name)
        every = len(names) == self.level.needed
        if every or self.level.needed == 1:
            return _listed(names, Text("和", " and ") if every else _OR)
        return _SOME_OF.fill(names=_listed(names, Text("、", ", ")), needed=self.level.needed)

    def _named(self, person: Approver) -> Text:
        deputies = [
            found.deputy.name
            for found in self.deputies
            if found.principal.person_id == person.person_id
        ]
        name = Text(person.name, person.name)
        if not deputies:
            return name
        return _WITH_DEPUTY.fill(
            name=name, deputies=_listed([Text(each, each) for each in deputies], _OR)
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """Which rule applies and why, what it asks, who could sign, and what stands in the way."""

    snapshot: Snapshot | None
    why: Text
    levels: tuple[PlannedLevel, ...]
    refusals: tuple[YinqiError, ...] = ()
    deputies: tuple[StandIn, ...] = ()

    @property
    def is_direct(self) -> bool:
        """Whether it goes with no signature (免审批)."""
        return not self.levels and not self.refusals

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What stops submission, as findings."""
        return tuple(Finding(error.code, Severity.BLOCK, error.message) for error in self.refusals)

    @property
    def sentence(self) -> Text:
        """Who will have to sign: “需由陈嘉怡或周敏，再由李雯审批”."""
        if not self.levels:
            return self.refusals[0].message if self.refusals else _DIRECT
        steps = sorted({level.step for level in self.levels})
        groups = [[at.sentence for at in self.levels if at.step == step] for step in steps]
        return _ASKS.fill(
            steps=_joined(
                [_joined(group, Text("，同时由", " and by ")) for group in groups],
                Text("，再由", ", then by "),
            )
        )


def planned_levels(
    steps: Steps, candidates: Sequence[Approver], deputies: tuple[StandIn, ...] = ()
) -> tuple[PlannedLevel, ...]:
    """The levels of `steps` with who of `candidates` (the maker is not among them) could sign."""
    return tuple(
        PlannedLevel(
            slot.number,
            slot.step,
            slot.level,
            tuple(
                person for person in candidates if slot.level.admits(person.person_id, person.roles)
            ),
            deputies,
        )
        for slot in slots_of(steps)
    )


def lacking_people(
    steps: Steps, candidates: Sequence[Approver], *, shares: bool = False
) -> tuple[YinqiError, ...]:
    """One refusal per level that too few different people could fill."""
    return lacking_in(Progress(steps, shares=shares), candidates)


def lacking_in(progress: Progress, candidates: Sequence[Approver]) -> tuple[YinqiError, ...]:
    """The same for a round that has begun."""
    lacking = progress.unfillable(candidates)
    return tuple(
        LevelUnfillable(level=slot.number, group=slot.level.name, short=lacking[slot.number])
        for slot in progress.slots
        if slot.number in lacking
    )


def _listed(names: list[Text], last: Text) -> Text:
    comma = Text("、", ", ")
    shown = names[:NAMES_SHOWN_MAX]
    if len(names) > NAMES_SHOWN_MAX:
        return _AND_MORE.fill(names=_joined(shown, comma), count=len(names))
    head = _joined(shown[:-1], comma)
    return _joined([head, shown[-1]], last) if head.zh else shown[-1]


def _joined(texts: Sequence[Text], by: Text) -> Text:
    return Text(by.zh.join(t.zh for t in texts), by.en.join(t.en for t in texts))

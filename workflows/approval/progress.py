"""How far a round has come: what is signed, what is open, whose turn it is, what can still be filled.

Pure, and the only place that counts signatures. A person counts once in a round. Within a step the
levels share their signers in the way that serves most (matching), so the order of signing never
strands a step; across steps a signature stays in the step it was given in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from workflows.approval.matching import assign
from workflows.approval.people import Approver
from workflows.approval.policy import Level, Steps


@dataclass(frozen=True, slots=True)
class Signature:
    """An approval on file, with the level it was given at and the roles held at that moment."""

    person_id: UUID
    level: int
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class Slot:
    """A level in its place; numbers run from 1 over all steps."""

    number: int
    step: int
    level: Level


def slots_of(steps: Steps) -> tuple[Slot, ...]:
    """The levels of all steps, numbered."""
    flat = [(step, level) for step, levels in enumerate(steps) for level in levels]
    return tuple(Slot(number, step, level) for number, (step, level) in enumerate(flat, start=1))


class Progress:
    """Steps to be signed, against the signatures given."""

    def __init__(self, steps: Steps, signatures: Sequence[Signature] = ()) -> None:
        self.slots = slots_of(steps)
        self.signatures = tuple(signatures)
        self._capacities = [slot.level.needed for slot in self.slots]
        self._given = [self._choices_of(signature) for signature in signatures]
        self._placed = assign(self._capacities, self._given)
        short = [
            slot.step for slot, missing in zip(self.slots, self.short(), strict=True) if missing
        ]
        self.step = min(short, default=len(steps))

    @property
    def complete(self) -> bool:
        """Whether every level has all its signatures."""
        return not any(self.short())

    def short(self) -> list[int]:
        """How many signatures each level still lacks, in the order of the levels."""
        return _lacking(self._capacities, self._placed)

    def state_of(self, slot: Slot) -> str:
        """`done`, `now` or `later`."""
        if self.step > slot.step or not self.short()[slot.number - 1]:
            return "done"
        return "now" if slot.step == self.step else "later"

    def counted(self) -> Iterator[tuple[Signature, int]]:
        """Each signature with the number of the level it counts for."""
        for signature, index in zip(self.signatures, self._placed, strict=True):
            if index is not None:
                yield signature, self.slots[index].number

    def level_for(self, roles: Collection[str]) -> int | None:
        """The level a signature given now by somebody with these roles would count for."""
        index = assign(self._capacities, [*self._given, self._admitting(roles, {self.step})])[-1]
        return None if index is None else self.slots[index].number

    def turns(self, candidates: Sequence[Approver]) -> dict[UUID, tuple[int, ...]]:
        """Whose turn it is: person → levels open to them. `candidates` are distinct and may all sign."""
        wanted = [slot for slot in self.slots if slot.step == self.step and self._wants(slot)]
        spared = self._needed_later(candidates)
        found = {
            person.person_id: tuple(
                slot.number for slot in wanted if slot.level.admits(person.roles)
            )
            for person in candidates
            if person.person_id not in spared
        }
        return {person_id: levels for person_id, levels in found.items() if levels}

    def coming(self, candidates: Sequence[Approver]) -> dict[UUID, tuple[int, ...]]:
        """Who may be asked in a later step: person → levels not open yet."""
        later = [slot for slot in self.slots if slot.step > self.step]
        found = {
            person.person_id: tuple(
                slot.number for slot in later if slot.level.admits(person.roles)
            )
            for person in candidates
        }
        return {person_id: levels for person_id, levels in found.items() if levels}

    def unfillable(self, candidates: Sequence[Approver]) -> Mapping[int, int]:
        """Level → people lacking, even if every candidate signed where it helps most."""
        rest = [self._admitting(person.roles, self._steps_left()) for person in candidates]
        lacking = _lacking(self._capacities, assign(self._capacities, [*self._given, *rest]))
        return {
            slot.number: count for slot, count in zip(self.slots, lacking, strict=True) if count
        }

    def _needed_later(self, candidates: Sequence[Approver]) -> frozenset[UUID]:
        """Those without whom a later step can no longer be filled: they must not sign this one.

        Only people whom one largest matching puts into a later step can be such. When the round
        cannot be filled anyway, nobody is held back.
        """
        rest = [self._admitting(person.roles, self._steps_left()) for person in candidates]
        placed = assign(self._capacities, [*self._given, *rest])
        if any(_lacking(self._capacities, placed)):
            return frozenset()
        later = [
            index
            for index, slot in enumerate(placed[len(self._given) :])
            if slot is not None and self.slots[slot].step > self.step
        ]
        return frozenset(
            candidates[i].person_id for i in later if not self._spares(candidates, rest, i)
        )

    def _spares(self, candidates: Sequence[Approver], rest: list[list[int]], index: int) -> bool:
        """Whether all can still be filled once candidate `index` has signed in the present step."""
        here = self._admitting(candidates[index].roles, {self.step})
        others = rest[:index] + rest[index + 1 :]
        return not any(
            _lacking(self._capacities, assign(self._capacities, [*self._given, here, *others]))
        )

    def _wants(self, slot: Slot) -> bool:
        """Whether one more signature at this level would count."""
        return assign(self._capacities, [*self._given, [slot.number - 1]])[-1] is not None

    def _steps_left(self) -> set[int]:
        return {slot.step for slot in self.slots if slot.step >= self.step}

    def _choices_of(self, signature: Signature) -> list[int]:
        return self._admitting(signature.groups, {self.slots[signature.level - 1].step})

    def _admitting(self, roles: Collection[str], steps: Collection[int]) -> list[int]:
        return [
            slot.number - 1
            for slot in self.slots
            if slot.step in steps and slot.level.admits(roles)
        ]


def steps_lacking(steps: Steps, signatures: Sequence[Signature]) -> Steps:
    """What `steps` ask for beyond these signatures, each counted once and wherever it fits.

    This holds decisions on file against another policy: whatever level they were given at, what
    matters is who signed with which roles, and that no person stands for two.
    """
    slots = slots_of(steps)
    capacities = [slot.level.needed for slot in slots]
    choices = [
        [s.number - 1 for s in slots if s.level.admits(given.groups)] for given in signatures
    ]
    lacking = _lacking(capacities, assign(capacities, choices))
    rest = [
        tuple(
            Level(slot.level.group, lacking[slot.number - 1], slot.level.name)
            for slot in slots
            if slot.step == step and lacking[slot.number - 1]
        )
        for step in range(len(steps))
    ]
    return tuple(step for step in rest if step)


def _lacking(capacities: Sequence[int], placed: Sequence[int | None]) -> list[int]:
    return [capacity - placed.count(level) for level, capacity in enumerate(capacities)]

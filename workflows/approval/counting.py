"""What a signature can count for: levels taken apart into bins, and people matched to bins.

A level is one bin, or two when one of its signatures must come from a further group. As a rule all
levels share their signers in one matching, each person counted once. Where one signature completes
every level of its step, each level is matched by itself; what is still possible over several steps is
then judged generously: nothing that could be filled is called impossible.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from workflows.approval.matching import assign
from workflows.approval.policy import Escalation, Level, Steps

Choice = tuple[int, ...]
"""The bins one signer may be counted for."""


class Person(Protocol):
    """Whoever signs, or could: who they are, and the roles that count."""

    @property
    def person_id(self) -> UUID:
        """The natural person whose signature it is."""
        ...

    @property
    def roles(self) -> Collection[str]:
        """The groups they sign for."""
        ...


@dataclass(frozen=True, slots=True)
class Signature:
    """An approval on file: whose, at which level, with which roles held at that moment.

    `person_id` is the one in whose place it was given; `step` is where. `stands_for` is the group of a
    level that had waited so long that a further group was asked: a holder of that one stood for it.
    """

    person_id: UUID
    level: int
    groups: frozenset[str]
    step: int = -1
    stands_for: str = ""

    @property
    def roles(self) -> frozenset[str]:
        """The groups it was given for."""
        return self.groups


@dataclass(frozen=True, slots=True)
class Slot:
    """A level in its place; numbers run from 1 over all steps."""

    number: int
    step: int
    level: Level


@dataclass(frozen=True, slots=True)
class _Bin:
    slot: Slot
    group: str  # whoever fills it must hold this too; empty for nothing further
    capacity: int

    def takes(self, person: Person) -> bool:
        further = not self.group or self.group in person.roles
        return further and self.slot.level.admits(person.person_id, person.roles)


def slots_of(steps: Steps) -> tuple[Slot, ...]:
    """The levels of all steps, numbered."""
    flat = [(step, level) for step, levels in enumerate(steps) for level in levels]
    return tuple(Slot(number, step, level) for number, (step, level) in enumerate(flat, start=1))


class Bins:
    """The bins of a round's levels, and who falls into which."""

    def __init__(self, slots: Sequence[Slot], *, shares: bool) -> None:
        self._slots, self._shares = slots, shares
        self._bins = tuple(each for slot in slots for each in _bins_of(slot))
        self._capacities = [each.capacity for each in self._bins]

    def open_to(self, person: Person, steps: Collection[int], number: int = 0) -> Choice:
        """The bins of these steps, or of one level of them, that this person could fill."""
        found = [
            (index, each)
            for index, each in enumerate(self._bins)
            if each.slot.step in steps and number in (0, each.slot.number) and each.takes(person)
        ]
        # whoever was asked for by name counts there alone: an added signature is one more
        named = [(i, each) for i, each in found if each.slot.level.added] if self._shares else []
        return tuple(index for index, _ in named or found)

    def numbers(self, choice: Choice) -> tuple[int, ...]:
        """The levels these bins belong to."""
        return tuple(dict.fromkeys(self._bins[index].slot.number for index in choice))

    def placed(self, choices: Sequence[Choice]) -> list[tuple[int, ...]]:
        """For each signer the levels their signature counts for, in order."""
        found: list[list[int]] = [[] for _ in choices]
        for pool in self._pools():
            for signer, index in enumerate(assign(self._capacities, _within(choices, pool))):
                if index is not None:
                    found[signer].append(self._bins[index].slot.number)
        return [tuple(numbers) for numbers in found]

    def lacking(self, given: Sequence[Choice], rest: Sequence[Choice] = ()) -> list[int]:
        """How many signatures each level lacks, even if all of `rest` signed where it helps most."""
        if not self._shares:
            return self._short([*given, *rest])
        alone = self._short([*given, *rest])
        return [max(pair) for pair in zip(alone, self._short_of_people(given, rest), strict=True)]

    def without_group(self, choices: Sequence[Choice]) -> frozenset[int]:
        """Levels whose signature of a further group is not among these."""
        filled = set[int]()
        for pool in self._pools():
            filled |= {i for i in assign(self._capacities, _within(choices, pool)) if i is not None}
        return frozenset(
            each.slot.number
            for index, each in enumerate(self._bins)
            if each.group and index not in filled
        )

    def wanted_later(
        self, given: Sequence[Choice], rest: Sequence[Choice], step: int
    ) -> Iterator[int]:
        """Places in `rest` of those who may be indispensable in a step after this one.

        Without sharing only people whom one largest matching puts into a later step can be such.
        """
        if self._shares:
            yield from range(len(rest))
            return
        placed = assign(self._capacities, [*given, *rest])[len(given) :]
        for place, index in enumerate(placed):
            if index is not None and self._bins[index].slot.step > step:
                yield place

    def _pools(self) -> Iterator[frozenset[int]]:
        if not self._shares:
            yield frozenset(range(len(self._bins)))
            return
        for slot in self._slots:
            yield frozenset(i for i, each in enumerate(self._bins) if each.slot == slot)

    def _short(self, choices: Sequence[Choice]) -> list[int]:
        lacking = [slot.level.needed for slot in self._slots]
        for numbers in self.placed(choices):
            for number in numbers:
                lacking[number - 1] -= 1
        return lacking

    def _short_of_people(self, given: Sequence[Choice], rest: Sequence[Choice]) -> list[int]:
        """With sharing: each step needs as many people as its shortest level, nobody in two steps."""
        short = self._short(given)
        steps = range(1 + max((slot.step for slot in self._slots), default=-1))
        most = [max(short[s.number - 1] for s in self._slots if s.step == step) for step in steps]
        choices = [
            sorted(
                {self._bins[i].slot.step for i in choice if short[self._bins[i].slot.number - 1]}
            )
            for choice in rest
        ]
        placed = assign(most, choices)
        missing = [most[step] - placed.count(step) for step in steps]
        return [
            missing[slot.step] if short[slot.number - 1] == most[slot.step] else 0
            for slot in self._slots
        ]


def steps_lacking(
    steps: Steps,
    signatures: Sequence[Signature],
    *,
    shares: bool = False,
    escalation: Escalation | None = None,
) -> Steps:
    """What `steps` ask for beyond these signatures, each counted once and wherever it fits.

    This holds decisions on file against another policy: whatever level they were given at, what
    matters is who signed with which roles, and that no person stands for two. Where that policy too
    lets one signature complete a step, signatures in the steps they were given in are tried as well.
    """
    slots = slots_of(steps)

    def open_to(signature: Signature, bins: Bins, among: Collection[int]) -> Choice:
        if signature.stands_for and escalation and escalation.group in signature.groups:
            signature = replace(signature, groups=signature.groups | {signature.stands_for})
        return bins.open_to(signature, among)

    every_step = range(len(steps))
    plain = Bins(slots, shares=False)
    found = [_found(plain, [open_to(given, plain, every_step) for given in signatures])]
    if shares:
        shared = Bins(slots, shares=True)
        found.append(_found(shared, [open_to(given, shared, {given.step}) for given in signatures]))
    lacking, unmet = min(found, key=lambda each: sum(each[0]))
    signers = {signature.person_id for signature in signatures}
    rest = [
        tuple(
            _remainder(slot, lacking[slot.number - 1], unmet, signers)
            for slot in slots
            if slot.step == step and lacking[slot.number - 1]
        )
        for step in every_step
    ]
    return tuple(step for step in rest if step)


def _found(bins: Bins, choices: Sequence[Choice]) -> tuple[list[int], frozenset[int]]:
    """What each level lacks, and the levels whose further group has not signed."""
    return bins.lacking(choices), bins.without_group(choices)


def _remainder(
    slot: Slot, lacking: int, unmet: Collection[int], signers: Collection[UUID]
) -> Level:
    """A level of what is missing."""
    level = slot.level
    return Level(
        level.group,
        lacking,
        level.name,
        must_include=level.must_include if slot.number in unmet else "",
        persons=tuple(person for person in level.persons if person not in signers),
    )


def _bins_of(slot: Slot) -> Iterator[_Bin]:
    level = slot.level
    if level.must_include:
        yield _Bin(slot, level.must_include, 1)
    plain = level.needed - bool(level.must_include)
    if plain or not level.must_include:
        yield _Bin(slot, "", plain)


def _within(choices: Sequence[Choice], pool: frozenset[int]) -> list[Choice]:
    return [tuple(index for index in choice if index in pool) for choice in choices]

"""How far a round has come: what is signed, what is open, whose turn it is, what can still be filled.

Pure, and the only place that counts signatures. A person counts once in a round. Within a step the
levels share their signers in the way that serves most (matching), so the order of signing never
strands a step; across steps a signature stays in the step it was given in. Where the rule lets one
signature complete every level of its step (`shares`), it counts for each of them, but for no other step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from workflows.approval.counting import Bins, Person, Signature, Slot, slots_of
from workflows.approval.people import Approver
from workflows.approval.policy import Steps

__all__ = ["Progress", "Signature", "Slot", "slots_of"]


class Progress:
    """Steps to be signed, against the signatures given."""

    def __init__(
        self, steps: Steps, signatures: Sequence[Signature] = (), *, shares: bool = False
    ) -> None:
        self.slots = slots_of(steps)
        self.signatures = tuple(signatures)
        self._bins = Bins(self.slots, shares=shares)
        self._given = [self._choices_of(signature) for signature in signatures]
        self._short = self._bins.lacking(self._given)
        open_steps = [s.step for s, missing in zip(self.slots, self._short, strict=True) if missing]
        self.step = min(open_steps, default=len(steps))

    @property
    def complete(self) -> bool:
        """Whether every level has all its signatures."""
        return not any(self._short)

    def short(self) -> list[int]:
        """How many signatures each level still lacks, in the order of the levels."""
        return list(self._short)

    def state_of(self, slot: Slot) -> str:
        """`done`, `now` or `later`."""
        if self.step > slot.step or not self._short[slot.number - 1]:
            return "done"
        return "now" if slot.step == self.step else "later"

    def counted(self) -> Iterator[tuple[Signature, int]]:
        """Each signature with the number of every level it counts for."""
        placed = self._bins.placed(self._given)
        for signature, numbers in zip(self.signatures, placed, strict=True):
            yield from ((signature, number) for number in numbers)

    def level_for(self, person: Person) -> int | None:
        """The level a signature given now by this person would count for, the first of them."""
        here = self._bins.open_to(person, {self.step})
        return next(iter(self._bins.placed([*self._given, here])[-1]), None)

    def turns(self, candidates: Sequence[Approver]) -> dict[UUID, tuple[int, ...]]:
        """Whose turn it is: person → levels open to them. `candidates` are distinct and may all sign."""
        spared = self._needed_later(candidates)
        found = {
            person.person_id: tuple(self._wanting(person))
            for person in candidates
            if person.person_id not in spared
        }
        return {person_id: levels for person_id, levels in found.items() if levels}

    def coming(self, candidates: Sequence[Approver]) -> dict[UUID, tuple[int, ...]]:
        """Who may be asked in a later step: person → levels not open yet."""
        later = {slot.step for slot in self.slots if slot.step > self.step}
        found = {
            person.person_id: self._bins.numbers(self._bins.open_to(person, later))
            for person in candidates
        }
        return {person_id: levels for person_id, levels in found.items() if levels}

    def unfillable(self, candidates: Sequence[Approver]) -> Mapping[int, int]:
        """Level → people lacking, even if every candidate signed where it helps most."""
        lacking = self._bins.lacking(self._given, self._able(candidates))
        return {
            slot.number: count for slot, count in zip(self.slots, lacking, strict=True) if count
        }

    def _wanting(self, person: Person) -> Iterator[int]:
        """Levels of the present step where one more signature of this person would count."""
        for number in self._bins.numbers(self._bins.open_to(person, {self.step})):
            here = self._bins.open_to(person, {self.step}, number)
            if self._bins.placed([*self._given, here])[-1]:
                yield number

    def _needed_later(self, candidates: Sequence[Approver]) -> frozenset[UUID]:
        """Those without whom a later step can no longer be filled: they must not sign this one.

        When the round cannot be filled anyway, nobody is held back.
        """
        rest = self._able(candidates)
        if any(self._bins.lacking(self._given, rest)):
            return frozenset()
        return frozenset(
            candidates[i].person_id
            for i in self._bins.wanted_later(self._given, rest, self.step)
            if not self._spares(candidates, rest, i)
        )

    def _spares(
        self, candidates: Sequence[Approver], rest: list[tuple[int, ...]], index: int
    ) -> bool:
        """Whether all can still be filled once candidate `index` has signed in the present step."""
        here = self._bins.open_to(candidates[index], {self.step})
        others = rest[:index] + rest[index + 1 :]
        return not any(self._bins.lacking([*self._given, here], others))

    def _able(self, candidates: Sequence[Approver]) -> list[tuple[int, ...]]:
        left = {slot.step for slot in self.slots if slot.step >= self.step}
        return [self._bins.open_to(person, left) for person in candidates]

    def _choices_of(self, signature: Signature) -> tuple[int, ...]:
        step = self.slots[signature.level - 1].step
        return self._bins.open_to(signature, {step})

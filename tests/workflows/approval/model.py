"""A second, much simpler opinion about approvals: by trying everything, over a handful of people.

It shares no code with the engine's counting: no matching, no slots, only permutations. It knows what
was decided and who could sign, and says what the next decision must come to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from uuid import UUID

Needs = list[str]
"""One group per signature that is needed: two of a group stand twice."""


@dataclass
class Given:
    """An approval on file."""

    person: UUID
    roles: frozenset[str]
    step: int


@dataclass
class Model:
    """One round."""

    maker: UUID
    steps: list[Needs]
    given: list[Given] = field(default_factory=list)
    acted: set[UUID] = field(default_factory=set)
    status: str = "pending"

    @property
    def step(self) -> int:
        """The first step whose signatures are not all there."""
        for number, needs in enumerate(self.steps):
            if sum(given.step == number for given in self.given) < len(needs):
                return number
        return len(self.steps)

    def may_approve(
        self, who: UUID, roles: frozenset[str], others: dict[UUID, frozenset[str]]
    ) -> bool:
        """Whether this approval must be taken; `others` are all who have the right, without `who`."""
        if self.status != "pending" or who == self.maker or who in self.acted:
            return False
        now = self.step
        here = [given.roles for given in self.given if given.step == now]
        if not all_fit([*here, roles], self.steps[now]):
            return False
        free = [r for p, r in others.items() if p != self.maker and p not in self.acted]
        before = self._fillable([*here], [roles, *free])
        after = self._fillable([*here, roles], free)
        return after or not before

    def approve(self, who: UUID, roles: frozenset[str]) -> None:
        """Take an approval; the round may be granted by it."""
        self.given.append(Given(who, roles, self.step))
        self.acted.add(who)
        if self.step == len(self.steps):
            self.status = "granted"

    def _fillable(self, here: list[frozenset[str]], free: list[frozenset[str]]) -> bool:
        """Whether `here` in the present step, and `free` anywhere, can fill all that is left."""
        now = self.step
        later = [need for needs in self.steps[now + 1 :] for need in needs]
        needs = self.steps[now]
        for filled in permutations(range(len(needs)), len(here)):
            if all(admits(needs[slot], roles) for slot, roles in zip(filled, here, strict=True)):
                rest = [need for slot, need in enumerate(needs) if slot not in filled]
                if can_fill([*rest, *later], free):
                    return True
        return False


def admits(need: str, roles: Collection[str]) -> bool:
    """Whether somebody with these roles may sign this."""
    return need in ("*", *roles)


def all_fit(people: Sequence[frozenset[str]], needs: Needs) -> bool:
    """Whether each of these people can stand for a different need."""
    if len(people) > len(needs):
        return False
    return any(
        all(admits(need, roles) for need, roles in zip(order, people, strict=True))
        for order in permutations(needs, len(people))
    )


def can_fill(needs: Needs, people: Sequence[frozenset[str]]) -> bool:
    """Whether every need finds a different person."""
    if len(needs) > len(people):
        return False
    return any(
        all(admits(need, roles) for need, roles in zip(needs, order, strict=True))
        for order in permutations(people, len(needs))
    )


def most_filled(needs: Needs, people: Sequence[frozenset[str]]) -> int:
    """How many of the needs can be filled by different people."""
    for count in range(min(len(needs), len(people)), 0, -1):
        chosen: Iterable[tuple[str, ...]] = permutations(needs, count)
        if any(can_fill(list(some), people) for some in chosen):
            return count
    return 0

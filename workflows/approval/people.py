"""Who could approve: a port that identity fills, and what follows from it alone.

The answer is read anew for every decision, so that a right or role taken away counts at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from kernel.context import Context
from kernel.money import Money


@dataclass(frozen=True, slots=True)
class Approver:
    """An active user with the right to approve, and the roles (角色) that user holds now."""

    user_id: UUID
    person_id: UUID
    name: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lent:
    """For now a deputy may sign in a person's place (委托)."""

    person_id: UUID
    deputy_person_id: UUID


@dataclass(frozen=True, slots=True)
class StandIn:
    """A deputy, and the one whose place they may take: one person together, for one signature."""

    principal: Approver
    deputy: Approver

    @property
    def seated(self) -> Approver:
        """The deputy at the principal's place, with the principal's roles."""
        return Approver(
            self.deputy.user_id, self.principal.person_id, self.deputy.name, self.principal.roles
        )

    @property
    def label(self) -> str:
        """Who signs for whom: “周敏（代陈嘉怡）”."""
        return f"{self.deputy.name}（代{self.principal.name}）"


class People(Protocol):
    """Reads users and rights; no cache may stand behind it."""

    def approvers(
        self, ctx: Context, operation: str, account_number: str, money: Money | None = None
    ) -> Sequence[Approver]:
        """Every user who may approve `operation` on the account, at this moment, in a stable order.

        With an amount, only those whose right reaches it.
        """
        ...


def distinct_people(
    approvers: Iterable[Approver], *, but: Collection[UUID]
) -> tuple[Approver, ...]:
    """One entry per natural person, with the roles of all their users; `but` are left out."""
    found: dict[UUID, Approver] = {}
    for approver in approvers:
        if approver.person_id in but:
            continue
        known = found.setdefault(approver.person_id, approver)
        found[approver.person_id] = replace(known, roles=known.roles | approver.roles)
    return tuple(found.values())


def stand_ins(
    lent: Iterable[Lent],
    candidates: Sequence[Approver],
    approvers: Sequence[Approver],
    out: Collection[UUID],
) -> tuple[StandIn, ...]:
    """Who may take whose place now.

    The principal must be able to sign themselves; the deputy must be entitled on their own too, so
    that a delegation lends a place in a group and never a right; and neither may be out.
    """
    seats = {person.person_id: person for person in candidates}
    return tuple(
        StandIn(seats[each.person_id], deputy)
        for each in lent
        for deputy in approvers
        if deputy.person_id == each.deputy_person_id
        and each.person_id in seats
        and deputy.person_id not in {*out, each.person_id}
    )

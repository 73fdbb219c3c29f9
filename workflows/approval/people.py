"""Who could approve: a port that identity fills, and what follows from it alone.

The answer is read anew for every decision, so that a right or role taken away counts at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from kernel.context import Context


@dataclass(frozen=True, slots=True)
class Approver:
    """An active user with the right to approve, and the roles (角色) that user holds now."""

    user_id: UUID
    person_id: UUID
    name: str
    roles: frozenset[str]


class People(Protocol):
    """Reads users and rights; no cache may stand behind it."""

    def approvers(self, ctx: Context, operation: str, account_number: str) -> Sequence[Approver]:
        """Every user who may approve `operation` on the account, at this moment, in a stable order."""
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

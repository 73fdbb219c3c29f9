"""Where passkeys are kept, as those who ask authenticators need it: customers' people have one ring, staff another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from corporate.identity.passkeys import Passkey, Registered
from kernel.context import Context
from kernel.db import UnitOfWork


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose methods they are."""

    person_id: UUID
    login: str
    name: str


class KeyRing(Protocol):
    """Passkeys of one sort of people; only those that count now are found."""

    def of_person(self, uow: UnitOfWork, person_id: UUID, rp_id: str) -> list[Passkey]:
        """A person's passkeys that work at this site."""
        ...

    def by_key(self, uow: UnitOfWork, key_id: bytes) -> Passkey | None:
        """The passkey an authenticator names."""
        ...

    def is_taken(self, uow: UnitOfWork, key_id: bytes) -> bool:
        """Whether anybody ever registered it here, revoked or not."""
        ...

    def count(self, uow: UnitOfWork, key: Passkey, told: int, now: datetime) -> bool:
        """Keep the new count; False for one that did not grow: there are two of this authenticator."""
        ...

    def block(self, uow: UnitOfWork, key: Passkey, now: datetime) -> None:
        """Stop one that behaves like a copy; its owner adds it anew."""
        ...

    def number(self, uow: UnitOfWork, person_id: UUID) -> int:
        """How many methods a person has that are counted against the most there may be."""
        ...

    def keep(self, ctx: Context, owner: Owner, new: Registered, rp_id: str, label: str) -> UUID:
        """Keep the public half of a new one; its id."""
        ...

    def rename(self, uow: UnitOfWork, person_id: UUID, method_id: UUID, label: str) -> bool:
        """Call it something its owner knows again; whether it is one of theirs."""
        ...

    def revoke(self, ctx: Context, person_id: UUID, method_id: UUID, session: bytes) -> bool:
        """It counts no more, nor does any session but this one; whether it was one of this person's."""
        ...

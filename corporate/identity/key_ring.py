"""Where passkeys are kept, as those who ask authenticators need it: customers' people have one ring, staff another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from corporate.identity.passkeys import Passkey, Registered, kept
from kernel import limits
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


class StoredKeys:
    """What every ring does alike: finding keys and counting their use, each with the statements of its own tables.

    A statement is given the bank, and then: `of_person` the person, the site and how many at most; `by_key` and `taken`
    what the authenticator calls the key; `count` comes as new count, instant, bank, id, and the new count twice.
    """

    def __init__(self, *, of_person: str, by_key: str, taken: str, count: str) -> None:
        """Name the statements."""
        self._of_person = of_person
        self._by_key = by_key
        self._taken = taken
        self._count = count

    def of_person(self, uow: UnitOfWork, person_id: UUID, rp_id: str) -> list[Passkey]:
        """A person's passkeys that work at this site."""
        rows = uow.rows(self._of_person, (uow.scope.bank(), person_id, rp_id, limits.METHODS_MAX))
        return [kept(row) for row in rows]

    def by_key(self, uow: UnitOfWork, key_id: bytes) -> Passkey | None:
        """The passkey an authenticator names, if it counts now."""
        row = uow.row(self._by_key, (uow.scope.bank(), key_id))
        return kept(row) if row else None

    def is_taken(self, uow: UnitOfWork, key_id: bytes) -> bool:
        """Whether anybody ever registered it here, revoked or not."""
        return uow.row(self._taken, (uow.scope.bank(), key_id)) is not None

    def count(self, uow: UnitOfWork, key: Passkey, told: int, now: datetime) -> bool:
        """Keep the new count; False for one that did not grow."""
        params = (told, now, uow.scope.bank(), key.credential_id, told, told)
        return uow.run(self._count, params) == 1

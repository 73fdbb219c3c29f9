"""Questions that are answered once and soon (挑战值): kept here, by what the one who answers must show.

A passkey's challenge is its own token; of a ticket or a link only the hash is kept. Taking one is a
conditional update, so of two who answer at once one is too late. Customers' people and the bank's staff
are asked in tables of their own: neither side's database role can put a question to the other's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from kernel.db import UnitOfWork

_ADD: Final = """
INSERT INTO {table} (tenant_id, token, purpose, person_id, nonce, digest, origin, detail, created_at, expires_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_TAKE: Final = """
UPDATE {table} SET used_at = %s
 WHERE tenant_id = %s AND token = %s AND purpose = %s AND used_at IS NULL AND expires_at > %s
RETURNING token, purpose, person_id, nonce, digest, origin, detail
"""
_PEEK: Final = """
SELECT token, purpose, person_id, nonce, digest, origin, detail FROM {table}
 WHERE tenant_id = %s AND token = %s AND purpose = %s AND used_at IS NULL AND expires_at > %s
"""
_VOID: Final = """
UPDATE {table} SET used_at = %s WHERE tenant_id = %s AND person_id = %s AND used_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Challenge:
    """What was asked, of whom, for which site; `detail` is the purpose's own."""

    token: bytes
    purpose: str
    person_id: UUID | None = None
    nonce: bytes = b""
    digest: bytes = b""
    origin: str = ""
    detail: str = ""


class Challenges:
    """The questions of one sort of people."""

    def __init__(self, table: str) -> None:
        self._add, self._take, self._peek, self._void = (
            sql.format(table=table) for sql in (_ADD, _TAKE, _PEEK, _VOID)
        )

    def keep(self, uow: UnitOfWork, asked: Challenge, now: datetime, life_s: int) -> None:
        """Remember what was asked for as long as it may be answered."""
        uow.run(
            self._add,
            (
                uow.scope.bank(), asked.token, asked.purpose, asked.person_id, asked.nonce, asked.digest,
                asked.origin, asked.detail, now, now + timedelta(seconds=life_s),
            ),
        )  # fmt: skip

    def take(self, uow: UnitOfWork, token: bytes, purpose: str, now: datetime) -> Challenge | None:
        """What was asked, if nobody has answered it yet and it is not too late; it is used up now."""
        found = uow.rows(self._take, (now, uow.scope.bank(), token, purpose, now))
        return _read(found[0]) if found else None

    def peek(self, uow: UnitOfWork, token: bytes, purpose: str, now: datetime) -> Challenge | None:
        """The same, but it may still be answered."""
        found = uow.row(self._peek, (uow.scope.bank(), token, purpose, now))
        return _read(found) if found else None

    def void(self, uow: UnitOfWork, person_id: UUID, now: datetime) -> None:
        """Nothing this person was asked is answered any more: what was proven by a lost method is void too."""
        uow.run(self._void, (now, uow.scope.bank(), person_id))


PEOPLE: Final = Challenges("challenge")
"""Of customers' people."""
keep, take, peek, void = PEOPLE.keep, PEOPLE.take, PEOPLE.peek, PEOPLE.void


def _read(row: dict[str, object]) -> Challenge:
    plain = {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}  # fmt: skip
    return Challenge(**plain)  # type: ignore[arg-type]

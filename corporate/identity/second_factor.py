"""The second factor of a log-in (第二因素): a ticket for a right password, then a one-time code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from corporate.identity import challenges, methods
from corporate.identity.challenges import Challenge
from corporate.identity.codes import Codes
from corporate.identity.errors import MethodNeeded
from corporate.identity.methods import Method
from corporate.identity.signing import Signing
from corporate.identity.signing_rules import SigningRules
from kernel import limits
from kernel.context import Context
from kernel.crypto import sm3
from kernel.db import UnitOfWork

OPERATION: Final = "session.start"
"""What a bank's rule calls a log-in."""

_PURPOSE: Final = "login-code"
_PASSWORD: Final = frozenset({Method.PASSWORD})
_WITH_CODE: Final = frozenset({Method.PASSWORD, Method.TOTP})
_PERSON: Final = """
SELECT id AS person_id, name, login FROM person WHERE tenant_id = %s AND id = %s AND status = 'active'
"""


class Known(Protocol):
    """Somebody who is known by now."""

    @property
    def person_id(self) -> UUID:
        """The person."""
        ...

    @property
    def name(self) -> str:
        """The person's name."""
        ...


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose second factor was right."""

    person_id: UUID
    name: str
    login: str


class SecondFactor:
    """Says whether a password is enough to log in, and checks what follows it."""

    def __init__(self, codes: Codes, rules_of: Callable[[Context], SigningRules]) -> None:
        self._codes = codes
        self._rules_of = rules_of

    def ticket(self, ctx: Context, person_id: UUID) -> str | None:
        """None when the password is enough, else a ticket to come back with and a code.

        Raises MethodNeeded when neither is enough.
        """
        band = self._rules_of(ctx).band(Signing(OPERATION, b""))
        allowed = band.allowed(methods.held(ctx.uow, person_id))
        if _PASSWORD in allowed:
            return None
        if _WITH_CODE not in allowed:
            raise MethodNeeded(methods=methods.named((allowed or band.enough)[0]))
        token = ctx.world.ids.token()
        asked = Challenge(_kept(token), _PURPOSE, person_id)
        challenges.keep(ctx.uow, asked, ctx.now, limits.TICKET_LIFE_S)
        return token

    def person_of(self, uow: UnitOfWork, ticket: str, now: datetime) -> UUID | None:
        """Whose ticket it is, while it counts."""
        asked = challenges.peek(uow, _kept(ticket), _PURPOSE, now)
        return asked.person_id if asked else None

    def check(self, ctx: Context, ticket: str, code: str) -> Person | None:
        """The person, if ticket and code are right; both are used up then."""
        person_id = self.person_of(ctx.uow, ticket, ctx.now)
        row = ctx.uow.row(_PERSON, (ctx.tenant_id, person_id)) if person_id else None
        if person_id is None or row is None:
            return None
        if self._codes.check(ctx.uow, person_id, code, ctx.now) is None:
            return None
        if challenges.take(ctx.uow, _kept(ticket), _PURPOSE, ctx.now) is None:
            return None
        return Person(**row)


def _kept(ticket: str) -> bytes:
    return sm3(ticket.encode("utf-8", "replace"))

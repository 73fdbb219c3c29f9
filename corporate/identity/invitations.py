"""Activation (激活): an invited person comes in with a code, once, and chooses a password.

The code is kept by its hash, lives for some days and bears a few guesses. Each guess is counted and
committed before it is looked at; whoever is wrong learns only that it was wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from corporate.identity import enrolment, passwords, throttle
from corporate.identity.devices import hash_of
from corporate.identity.errors import ActivationRefused
from corporate.identity.passwords import Passwords
from corporate.identity.people import PersonStatus
from kernel import limits
from kernel.context import Actor, Context
from kernel.db import Database, UnitOfWork
from kernel.operation import Door
from kernel.records import audit, outbox
from kernel.statements import Row
from kernel.tenancy import Scope
from kernel.world import World

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_BYTES: Final = 10
_LIFE: Final = timedelta(seconds=limits.ACTIVATION_LIFE_S)

_END: Final = """
UPDATE invitation SET ended_at = %s
 WHERE tenant_id = %s AND enterprise_id = %s AND user_id = %s AND ended_at IS NULL
"""
_ADD: Final = """
INSERT INTO invitation (tenant_id, enterprise_id, id, user_id, code_hash, guesses, created_at, expires_at)
VALUES (%s, %s, %s, %s, %s, 0, %s, %s)
"""
_INVITED: Final = """
SELECT u.id AS user_id, u.enterprise_id, u.person_id, p.name, p.login
  FROM enterprise_user u JOIN person p ON p.tenant_id = u.tenant_id AND p.id = u.person_id
 WHERE u.tenant_id = %s AND p.login = %s AND u.status = 'invited' AND p.status = 'active'
   AND NOT EXISTS (SELECT FROM credential c WHERE c.tenant_id = p.tenant_id AND c.person_id = p.id
                      AND c.method = 'password' AND c.status = 'active')
 ORDER BY u.id
"""
_GUESS: Final = """
UPDATE invitation SET guesses = guesses + 1
 WHERE tenant_id = %s AND enterprise_id = %s AND user_id = %s AND ended_at IS NULL AND expires_at > %s
   AND guesses < %s
RETURNING id, code_hash
"""
_USE: Final = """
UPDATE invitation SET ended_at = %s WHERE tenant_id = %s AND id = %s AND ended_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Activation:
    """What was typed on the page of activation."""

    login: str
    code: str
    password: str
    address: str
    device: str = ""


@dataclass(frozen=True, slots=True)
class _Fit:
    """An invitation whose code was right, and where else the person is awaited."""

    id: UUID
    invited: Row
    elsewhere: tuple[Row, ...]


def issue(uow: UnitOfWork, world: World, user_id: UUID) -> tuple[str, datetime]:
    """A fresh code for an invited user, and until when it counts; older ones are void."""
    now, where = world.clock.now(), (uow.scope.bank(), uow.scope.enterprise())
    code = mint(world)
    uow.run(_END, (now, *where, user_id))
    uow.run(_ADD, (*where, world.ids.uuid7(), user_id, hash_of(code), now, now + _LIFE))
    return spelled(code), now + _LIFE


class Activator:
    """Lets invited people in."""

    def __init__(self, database: Database, world: World, hasher: Passwords) -> None:
        self._database = database
        self._world = world
        self._passwords = hasher

    def activate(self, tenant_id: UUID, asked: Activation) -> None:
        """Set the password and open the membership. Raises ActivationRefused, TooManyAttempts, Faulty.

        A password that is not fit is refused before the code is tried, so that nobody loses a guess.
        """
        login = asked.login.strip().lower()[: limits.LOGIN_CHARS_MAX]
        passwords.require_fit(asked.password, (login,))
        fit = self._tried(tenant_id, login, asked)
        if fit is None:
            raise ActivationRefused
        hashed = self._passwords.hash(asked.password)
        scope = Scope(tenant_id, fit.invited["enterprise_id"])
        self._database.transact(scope, lambda uow: self._open(uow, fit, hashed, asked))
        for other in fit.elsewhere:  # one person, one password: no second code may set another
            scope = Scope(tenant_id, other["enterprise_id"])
            with self._database.begin(scope) as uow:
                self._join(uow, other, asked)

    def _tried(self, tenant_id: UUID, login: str, asked: Activation) -> _Fit | None:
        """Count the guess, then look at it; the same work for a name nobody has."""
        wanted, now = hash_of(folded(asked.code)), self._world.clock.now()
        with self._database.begin(Scope(tenant_id)) as uow:
            throttle.attempt(uow, {f"activate:{asked.address[:64]}": throttle.ADDRESS}, now)
            invited = uow.rows(_INVITED, (tenant_id, login if login.isprintable() else ""))
        found: list[_Fit] = []
        for one in invited:
            with self._database.begin(Scope(tenant_id, one["enterprise_id"])) as uow:
                given = (tenant_id, one["enterprise_id"], one["user_id"], now)
                tried = uow.rows(_GUESS, (*given, limits.ACTIVATION_GUESSES_MAX))
            others = tuple(other for other in invited if other is not one)
            found += [_Fit(t["id"], one, others) for t in tried if bytes(t["code_hash"]) == wanted]
        return found[0] if found else None

    def _open(self, uow: UnitOfWork, fit: _Fit, hashed: str, asked: Activation) -> None:
        one = fit.invited
        if uow.run(_USE, (self._world.clock.now(), uow.scope.bank(), fit.id)) != 1:
            raise ActivationRefused  # somebody else used it this moment
        enrolment.set_password(uow, self._world, one["person_id"], hashed)
        self._join(uow, one, asked)

    def _join(self, uow: UnitOfWork, one: Row, asked: Activation) -> None:
        now = self._world.clock.now()
        enrolment.set_user_status(uow, one["user_id"], PersonStatus.ACTIVE)
        actor = Actor(
            uow.scope.bank(), Door.WEB, one["name"], enterprise_id=one["enterprise_id"],
            person_id=one["person_id"], user_id=one["user_id"], device=asked.device, address=asked.address,
        )  # fmt: skip
        ctx = Context(self._world, uow, actor, now)
        audit.write(ctx, "user.activate", "users", one["login"])
        told = {"enterprise_id": str(one["enterprise_id"]), "login": one["login"]}
        outbox.emit(uow, self._world, "user.activated", f"user:{one['login']}", told)


def mint(world: World) -> str:
    """A code that nobody guesses: ten letters and figures that are not taken for one another."""
    raw: Sequence[int] = world.randomness.token_bytes(_CODE_BYTES)
    return "".join(_ALPHABET[byte & 31] for byte in raw)


def spelled(code: str) -> str:
    """As it is shown: `7K3M-9QX2VP`."""
    return f"{code[:4]}-{code[4:]}"


def folded(typed: str) -> str:
    """A code as it is read out: no dashes, no blanks, no letters that look like figures."""
    kept = "".join(c for c in typed.upper()[:40] if c.isalnum())
    return kept.replace("O", "0").replace("I", "1").replace("L", "1")

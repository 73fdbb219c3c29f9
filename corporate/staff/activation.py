"""How somebody new at the desk sets up: a code handed over, then a password and an authenticator (激活).

The secret of the codes is minted with the form, which shows it to be scanned; it is kept, sealed, only
when a code of it has come back together with the right activation code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from corporate.identity import invitations, passwords, throttle, totp
from corporate.identity.devices import hash_of
from corporate.identity.passwords import Passwords
from corporate.identity.sealing import Sealer
from corporate.staff import repository
from corporate.staff.errors import StaffActivationRefused, StaffUnknown
from corporate.staff.login import folded, key_of
from corporate.staff.roles import StaffStatus
from kernel import limits
from kernel.context import Actor, Context
from kernel.db import Database, UnitOfWork
from kernel.operation import Door
from kernel.records import audit
from kernel.statements import Row
from kernel.tenancy import Scope
from kernel.world import World

_LIFE: Final = timedelta(seconds=limits.ACTIVATION_LIFE_S)


@dataclass(frozen=True, slots=True)
class StaffCode:
    """An activation code, shown once, and until when it counts."""

    login: str
    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class SetUp:
    """What came with the form of activation; `secret` is what the authenticator was given."""

    login: str
    code: str
    password: str
    secret: bytes
    typed: str
    address: str = ""
    device: str = ""


class StaffActivator:
    """Hands out codes and lets those who have one set up."""

    def __init__(self, database: Database, world: World, hasher: Passwords, sealer: Sealer) -> None:
        self._database = database
        self._world = world
        self._passwords = hasher
        self._sealer = sealer

    def issue(self, uow: UnitOfWork, login: str) -> StaffCode:
        """A fresh code for somebody invited, in the caller's transaction; raises StaffUnknown."""
        staff = repository.by_login(uow, login)
        if staff is None or staff["status"] != StaffStatus.INVITED:
            raise StaffUnknown(login=login)
        code, until = invitations.mint(self._world), self._world.clock.now() + _LIFE
        repository.give_code(uow, staff["id"], hash_of(code), until)
        return StaffCode(login, invitations.spelled(code), until)

    def activate(self, tenant_id: UUID, asked: SetUp) -> None:
        """Set password and codes up. Raises StaffActivationRefused, TooManyAttempts, Faulty.

        A password that is not fit is refused before the code is tried, so that nobody loses a guess.
        """
        login, scope, now = folded(asked.login), Scope(tenant_id), self._world.clock.now()
        passwords.require_fit(asked.password, (login,))
        step = totp.step_of(asked.secret, asked.typed, now, 0)
        with self._database.begin(scope) as uow:
            throttle.attempt(uow, {f"staff-activate:{asked.address[:64]}": throttle.ADDRESS}, now)
            row = repository.guess(uow, login, now, limits.ACTIVATION_GUESSES_MAX)
        wanted = hash_of(invitations.folded(asked.code))
        if row is None or step is None or bytes(row["code_hash"]) != wanted:
            raise StaffActivationRefused
        hashed = self._passwords.hash(asked.password)
        with self._database.begin(scope) as uow:
            self.keep(uow, row, hashed, asked.secret, step)
            throttle.clear(uow, key_of(login), now)
            actor = Actor(
                tenant_id, Door.DESK, row["name"], person_id=row["id"], device=asked.device,
                address=asked.address,
            )  # fmt: skip
            audit.write(Context(self._world, uow, actor, now), "staff.activate", "staff", login)

    def keep(self, uow: UnitOfWork, staff: Row, hashed: str, secret: bytes, step: int) -> None:
        """Write what somebody invited logs in with; raises StaffActivationRefused for anybody else."""
        sealed = self._sealer.seal(uow.scope.bank(), staff["id"], secret)
        if not repository.set_up(uow, staff["id"], hashed, sealed, step):
            raise StaffActivationRefused

    def new_secret(self) -> bytes:
        """A secret for an authenticator that nobody has yet."""
        return self._world.randomness.token_bytes(limits.TOTP_SECRET_BYTES)

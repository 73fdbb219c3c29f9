"""Log-in at the desk: name, password and a fresh code in one go, and one answer to whatever is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from corporate.identity import throttle
from corporate.identity.passwords import Passwords
from corporate.staff import repository, sessions
from corporate.staff.errors import StaffLogInRefused
from corporate.staff.proof import StaffProof
from corporate.staff.roles import StaffStatus
from kernel import limits
from kernel.context import Actor, Context
from kernel.crypto import sm3_hex
from kernel.db import Database
from kernel.operation import Door
from kernel.records import audit
from kernel.statements import Row
from kernel.tenancy import Scope
from kernel.world import World

_NOBODY: Final = "?"
_LABEL_CHARS_MAX: Final = 120
_KEY_CHARS: Final = 32


@dataclass(frozen=True, slots=True)
class StaffAttempt:
    """What came with the form."""

    login: str
    password: str
    code: str
    address: str
    device: str = ""


class StaffLogIn:
    """Lets staff in."""

    def __init__(
        self, database: Database, world: World, passwords: Passwords, proof: StaffProof
    ) -> None:
        self._database = database
        self._world = world
        self._passwords = passwords
        self._proof = proof

    def log_in(self, tenant_id: UUID, attempt: StaffAttempt) -> str:
        """A session's token. Raises StaffLogInRefused, or TooManyAttempts before anything is compared.

        Password and code are both looked at, whichever is wrong, and whoever comes.
        """
        scope, login = Scope(tenant_id), folded(attempt.login)
        keys = (key_of(login), f"staff-address:{attempt.address[:64]}")
        with self._database.begin(scope) as uow:
            rules = {keys[0]: throttle.GUESSES, keys[1]: throttle.ADDRESS}
            throttle.attempt(uow, rules, self._world.clock.now())
            staff = repository.by_login(uow, login)
        kept = staff["password"] if staff else ""
        matched = self._passwords.matches(kept or None, attempt.password)
        step = self._proof.step_of(scope, staff, attempt.code) if staff else None
        active = staff is not None and staff["status"] == StaffStatus.ACTIVE
        if staff is None or not matched or step is None or not active:
            self._note(scope, attempt, staff)
            raise StaffLogInRefused
        return self._open(scope, attempt, staff, step)

    def _open(self, scope: Scope, attempt: StaffAttempt, staff: Row, step: int) -> str:
        device, now = attempt.device[:_LABEL_CHARS_MAX], self._world.clock.now()
        with self._database.begin(scope) as uow:
            if not repository.use_step(uow, staff["id"], step):
                raise StaffLogInRefused
            throttle.clear(uow, key_of(staff["login"]), now)
            if self._passwords.needs_rehash(staff["password"]):
                repository.rehash(uow, staff["id"], self._passwords.hash(attempt.password))
            token = sessions.start(uow, self._world, staff["id"], device, attempt.address[:64])
            ctx = self._context(scope, attempt, staff)
            audit.write(
                Context(self._world, uow, ctx, now), "staff.session_start", "staff", staff["login"]
            )
        return token

    def _note(self, scope: Scope, attempt: StaffAttempt, staff: Row | None) -> None:
        """The same line for anybody; what was typed is not kept, it may be a password."""
        with self._database.begin(scope) as uow:
            ctx = Context(
                self._world, uow, self._context(scope, attempt, staff), self._world.clock.now()
            )
            audit.write(ctx, "staff.session_refuse", "staff", staff["login"] if staff else "")

    @staticmethod
    def _context(scope: Scope, attempt: StaffAttempt, staff: Row | None) -> Actor:
        return Actor(
            tenant_id=scope.bank(),
            door=Door.DESK,
            name=staff["name"] if staff else _NOBODY,
            person_id=staff["id"] if staff else None,
            device=attempt.device[:_LABEL_CHARS_MAX],
            address=attempt.address[:64],
        )


def folded(login: str) -> str:
    """A log-in name as it is kept; what no name holds is nobody's."""
    typed = login.strip().lower()[: limits.LOGIN_CHARS_MAX]
    return typed if typed.isprintable() else ""


def key_of(login: str) -> str:
    """What guesses at one name are counted against, apart from customers' of the same name."""
    return f"staff:{sm3_hex(login.encode('utf-8', 'replace'))[:_KEY_CHARS]}"

"""Log-in at the desk: a passkey alone, or name, password and a fresh code in one go.

One answer to whatever is wrong. Whoever has a passkey logs in with it and nothing that can be read out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from corporate.identity import throttle
from corporate.identity.methods import Method
from corporate.identity.passkeys import Site
from corporate.identity.passwords import Passwords
from corporate.staff import keys, repository, sessions
from corporate.staff.errors import StaffLogInRefused, StaffPasskeyNeeded, StaffPasskeyRefused
from corporate.staff.proof import StaffCodes
from corporate.staff.roles import StaffStatus
from kernel import limits
from kernel.context import Actor, Context
from kernel.crypto import sm3_hex
from kernel.db import Database, UnitOfWork
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
        self, database: Database, world: World, passwords: Passwords, codes: StaffCodes
    ) -> None:
        self._database = database
        self._world = world
        self._passwords = passwords
        self._codes = codes

    def log_in(self, tenant_id: UUID, attempt: StaffAttempt) -> str:
        """A session's token. Raises StaffLogInRefused, StaffPasskeyNeeded; TooManyAttempts before anything is compared.

        Password and code are both looked at, whichever is wrong, and whoever comes.
        """
        scope, login = Scope(tenant_id), folded(attempt.login)
        names = (key_of(login), f"staff-address:{attempt.address[:64]}")
        with self._database.begin(scope) as uow:
            rules = {names[0]: throttle.GUESSES, names[1]: throttle.ADDRESS}
            throttle.attempt(uow, rules, self._world.clock.now())
            staff = repository.by_login(uow, login)
            ctx = self._context(uow, attempt, staff)
            step = self._codes.step_of(ctx, staff, attempt.code) if staff else None
            has_passkey = staff is not None and bool(keys.listed(uow, staff["id"]))
        matched = self._passwords.matches((staff or {}).get("password") or None, attempt.password)
        active = staff is not None and staff["status"] == StaffStatus.ACTIVE
        if staff is None or not matched or step is None or not active or has_passkey:
            self._note(scope, attempt, staff)
            known = matched and step is not None and active
            raise StaffPasskeyNeeded if known else StaffLogInRefused
        return self._by_code(scope, attempt, staff, step)

    def ask(self, tenant_id: UUID, site: Site, address: str) -> dict[str, Any]:
        """What any passkey of this site is asked to sign; raises TooManyAttempts."""
        rules = {f"staff-ask:{address[:64]}": throttle.ADDRESS}
        with self._database.begin(Scope(tenant_id)) as uow:
            throttle.attempt(uow, rules, self._world.clock.now())
            return keys.STAFF.ask_entry(uow, self._world, site)

    def by_passkey(self, tenant_id: UUID, attempt: StaffAttempt, given: str) -> str:
        """A session's token; raises StaffPasskeyRefused. Nobody is named: the passkey says whose it is."""
        with self._database.begin(Scope(tenant_id)) as uow:
            key = keys.STAFF.entered(self._context(uow, attempt, None), given)
            staff = repository.by_id(uow, key.person_id) if key else None
            if staff is not None:
                return self._open(uow, attempt, staff, Method.PASSKEY.value)
        self._note(Scope(tenant_id), attempt, None)
        raise StaffPasskeyRefused

    def _by_code(self, scope: Scope, attempt: StaffAttempt, staff: Row, step: int) -> str:
        with self._database.begin(scope) as uow:
            if not repository.use_step(uow, staff["id"], step):
                raise StaffLogInRefused
            throttle.clear(uow, key_of(staff["login"]), self._world.clock.now())
            if self._passwords.needs_rehash(staff["password"]):
                repository.rehash(uow, staff["id"], self._passwords.hash(attempt.password))
            return self._open(uow, attempt, staff, "password+totp")

    def _open(self, uow: UnitOfWork, attempt: StaffAttempt, staff: Row, method: str) -> str:
        device, ctx = attempt.device[:_LABEL_CHARS_MAX], self._context(uow, attempt, staff)
        token = sessions.start(uow, self._world, staff["id"], device, attempt.address[:64])
        audit.write(ctx, "staff.session_start", "staff", staff["login"], {"method": method})
        return token

    def _note(self, scope: Scope, attempt: StaffAttempt, staff: Row | None) -> None:
        """The same line for anybody; what was typed is not kept, it may be a password."""
        with self._database.begin(scope) as uow:
            ctx = self._context(uow, attempt, staff)
            audit.write(ctx, "staff.session_refuse", "staff", staff["login"] if staff else "")

    def _context(self, uow: UnitOfWork, attempt: StaffAttempt, staff: Row | None) -> Context:
        actor = Actor(
            tenant_id=uow.scope.bank(),
            door=Door.DESK,
            name=staff["name"] if staff else _NOBODY,
            person_id=staff["id"] if staff else None,
            device=attempt.device[:_LABEL_CHARS_MAX],
            address=attempt.address[:64],
        )
        return Context(self._world, uow, actor, self._world.clock.now())


def folded(login: str) -> str:
    """A log-in name as it is kept; what no name holds is nobody's."""
    typed = login.strip().lower()[: limits.LOGIN_CHARS_MAX]
    return typed if typed.isprintable() else ""


def key_of(login: str) -> str:
    """What guesses at one name are counted against, apart from customers' of the same name."""
    return f"staff:{sm3_hex(login.encode('utf-8', 'replace'))[:_KEY_CHARS]}"

"""Log-in with a passkey alone (通行密钥登录): possession and user verification are two factors.

Nobody is named beforehand: the authenticator says whose it is, so the form tells nothing about who
exists.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from corporate.identity import devices, throttle
from corporate.identity.errors import PasskeyLoginRefused
from corporate.identity.login import Attempt, LoggedIn, address_key, context_of, enter
from corporate.identity.methods import Method
from corporate.identity.passkeys import Passkey, Site
from corporate.identity.people_keys import PEOPLE
from corporate.identity.second_factor import Person
from kernel.db import Database, UnitOfWork
from kernel.records import audit
from kernel.tenancy import Scope
from kernel.world import World

_PERSON: Final = "SELECT id AS person_id, name, login FROM person WHERE tenant_id = %s AND id = %s"


class PasskeyLogIn:
    """Lets people in by their passkeys."""

    def __init__(self, database: Database, world: World) -> None:
        self._database = database
        self._world = world

    def ask(self, tenant_id: UUID, site: Site, address: str) -> dict[str, Any]:
        """What any passkey of this site is asked to sign; raises TooManyAttempts."""
        rules = {f"ask-{address_key(address)}": throttle.ADDRESS}
        with self._database.begin(Scope(tenant_id)) as uow:
            throttle.attempt(uow, rules, self._world.clock.now())
            return PEOPLE.ask_entry(uow, self._world, site)

    def log_in(self, tenant_id: UUID, attempt: Attempt, given: str) -> LoggedIn:
        """Open a session; raises PasskeyLoginRefused."""
        with self._database.begin(Scope(tenant_id)) as uow:
            entered = self._enter(uow, attempt, given)
        if entered is None:
            raise PasskeyLoginRefused
        return entered

    def _enter(self, uow: UnitOfWork, attempt: Attempt, given: str) -> LoggedIn | None:
        ctx = context_of(self._world, uow, attempt, None)
        key = PEOPLE.entered(ctx, given)
        if key is None:
            audit.write(ctx, "session.refuse", "person", "")
            return None
        ctx = context_of(self._world, uow, attempt, self._person(uow, key))
        device = devices.known(uow, key.person_id, attempt.device_token, ctx.now)
        return enter(ctx, attempt, key.person_id, device, Method.PASSKEY.value)

    def _person(self, uow: UnitOfWork, key: Passkey) -> Person:
        return Person(**uow.rows(_PERSON, (uow.scope.bank(), key.person_id))[0])

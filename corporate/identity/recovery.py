"""Lost methods (验证方式重置): all of them end, and only a code from somebody else lets one begin anew.

A reset weakens nobody: until new methods are registered the person signs nothing at all, and registering
asks for the password and the code together. The code is handed over by an administrator who did not
propose the reset. Whoever acts for several enterprises goes to the bank's desk instead: two people of one
company must not let anybody in who also signs for another. The company does not learn which it is.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from corporate.identity import methods
from corporate.identity.credentials import CredentialStatus
from corporate.identity.devices import hash_of
from corporate.identity.errors import RecoveryAtDesk
from corporate.identity.invitations import folded, mint, spelled
from corporate.identity.methods import Method, NewMethod
from corporate.identity.people import memberships
from corporate.identity.signing import Signing
from corporate.identity.step_up import Part
from kernel import limits
from kernel.context import Context
from kernel.db import UnitOfWork
from kernel.world import World

_LIFE: Final = timedelta(seconds=limits.RECOVERY_LIFE_S)
_KEPT: Final = """
SELECT id, secret, created_at FROM credential
 WHERE tenant_id = %s AND person_id = %s AND method = 'recovery' AND status = 'active' AND secret <> ''
"""
_END: Final = """
UPDATE credential SET status = 'revoked', ended_at = %s
 WHERE tenant_id = %s AND person_id = %s AND method = 'recovery' AND status = 'active'
"""


def begin(uow: UnitOfWork, world: World, person_id: UUID) -> int:
    """End every method and session of a person, who must recover now; how many methods there were."""
    count = methods.reset(uow, person_id, world.clock.now())
    _keep(uow, world, person_id, "")
    return count


def issue(uow: UnitOfWork, world: World, person_id: UUID) -> tuple[str, datetime]:
    """A fresh code for somebody who must recover, and until when it counts; an older one is void."""
    code = mint(world)
    end(uow, person_id, world.clock.now())
    _keep(uow, world, person_id, hash_of(code).hex())
    return spelled(code), world.clock.now() + _LIFE


def end(uow: UnitOfWork, person_id: UUID, now: datetime) -> None:
    """Something new is registered: the person signs again, and the code is void."""
    uow.run(_END, (now, uow.scope.bank(), person_id))


def awaited(uow: UnitOfWork, person_id: UUID) -> bool:
    """Whether this person must recover first."""
    return Method.RECOVERY in methods.held(uow, person_id)


def check(ctx: Context, person_id: UUID, given: str, _signing: Signing) -> Part | None:
    """Whether this is the code; it stays good until something is registered with it.

    Raises RecoveryAtDesk for whoever acts for several enterprises.
    """
    wanted = hash_of(folded(given)).hex()
    for row in ctx.uow.rows(_KEPT, (ctx.uow.scope.bank(), person_id)):
        in_time = ctx.now < row["created_at"] + _LIFE
        if in_time and hmac.compare_digest(row["secret"], wanted):
            if len(memberships(ctx.uow, person_id)) > 1:
                raise RecoveryAtDesk
            return Part(row["id"])
    return None


def _keep(uow: UnitOfWork, world: World, person_id: UUID, secret: str) -> None:
    new = NewMethod(
        world.ids.uuid7(), person_id, Method.RECOVERY, secret, CredentialStatus.ACTIVE, ""
    )
    methods.add(uow, world, new)

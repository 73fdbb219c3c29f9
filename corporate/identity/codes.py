"""A person's one-time codes (动态口令): set up, confirmed with a first code, checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from corporate.identity import methods, totp
from corporate.identity.credentials import CredentialStatus
from corporate.identity.methods import Method, NewMethod
from corporate.identity.sealing import Sealer
from kernel import limits
from kernel.db import UnitOfWork
from kernel.statements import Row
from kernel.world import World

_KEPT: Final = """
SELECT id, secret, counter FROM credential
 WHERE tenant_id = %s AND person_id = %s AND method = 'totp' AND status = %s
 ORDER BY created_at, id LIMIT %s
"""
_PENDING: Final = """
UPDATE credential SET status = 'revoked', ended_at = %s
 WHERE tenant_id = %s AND person_id = %s AND method = 'totp' AND status = 'pending'
"""
# The condition is what makes a step count once, whoever else comes at the same moment.
_USE: Final = """
UPDATE credential SET counter = %s, used_at = %s, status = 'active'
 WHERE tenant_id = %s AND id = %s AND status = %s AND counter < %s
"""


@dataclass(frozen=True, slots=True)
class Offered:
    """A secret to be scanned; it counts once a code of it was typed."""

    id: UUID
    secret: bytes


class Codes:
    """Codes of one bank's people."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def offer(self, uow: UnitOfWork, world: World, person_id: UUID) -> Offered:
        """A new secret in place of one that was never confirmed."""
        uow.run(_PENDING, (world.clock.now(), uow.scope.bank(), person_id))
        offered = Offered(world.ids.uuid7(), world.randomness.token_bytes(limits.TOTP_SECRET_BYTES))
        sealed = self._sealer.seal(uow.scope.bank(), offered.id, offered.secret)
        new = NewMethod(offered.id, person_id, Method.TOTP, sealed, CredentialStatus.PENDING, "")
        methods.add(uow, world, new)
        return offered

    def offered(self, uow: UnitOfWork, person_id: UUID) -> Offered | None:
        """What was offered and not confirmed yet."""
        rows = self._rows(uow, person_id, CredentialStatus.PENDING)
        if not rows:
            return None
        row = rows[0]
        return Offered(row["id"], self._sealer.open(uow.scope.bank(), row["id"], row["secret"]))

    def confirm(self, uow: UnitOfWork, person_id: UUID, typed: str, now: datetime) -> UUID | None:
        """The offered code counts from now on, if this is a code of it."""
        return self._check(uow, person_id, typed, now, CredentialStatus.PENDING)

    def check(self, uow: UnitOfWork, person_id: UUID, typed: str, now: datetime) -> UUID | None:
        """Which of the person's codes this is, used up now; None when it is none."""
        return self._check(uow, person_id, typed, now, CredentialStatus.ACTIVE)

    def _check(
        self, uow: UnitOfWork, person_id: UUID, typed: str, now: datetime, status: CredentialStatus
    ) -> UUID | None:
        tenant_id = uow.scope.bank()
        for row in self._rows(uow, person_id, status):
            secret = self._sealer.open(tenant_id, row["id"], row["secret"])
            step = totp.step_of(secret, typed, now, row["counter"])
            used = (step, now, tenant_id, row["id"], status, step)
            if step is not None and uow.run(_USE, used) == 1:
                found: UUID = row["id"]
                return found
        return None

    def _rows(self, uow: UnitOfWork, person_id: UUID, status: CredentialStatus) -> list[Row]:
        return uow.rows(_KEPT, (uow.scope.bank(), person_id, status, limits.METHODS_MAX))

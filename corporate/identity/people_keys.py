"""Passkeys of customers' people: the public half beside its credential, whose state says whether it counts."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg.types.json import Jsonb

from corporate.identity import challenges, methods, recovery, sessions
from corporate.identity.ceremonies import Ceremonies
from corporate.identity.credentials import CredentialStatus
from corporate.identity.key_ring import Owner, StoredKeys
from corporate.identity.methods import Method, NewMethod
from corporate.identity.passkeys import Passkey, Registered
from kernel.context import Context
from kernel.db import UnitOfWork

_KEYS: Final = """
SELECT k.credential_id, k.key_id, k.public_key, k.algorithm, k.rp_id, k.transports, c.person_id, c.counter
  FROM passkey k JOIN credential c ON c.tenant_id = k.tenant_id AND c.id = k.credential_id
  JOIN person p ON p.tenant_id = c.tenant_id AND p.id = c.person_id
 WHERE k.tenant_id = %s AND c.status = 'active' AND p.status = 'active'
"""
_OF_PERSON: Final = f"{_KEYS} AND c.person_id = %s AND k.rp_id = %s ORDER BY c.created_at LIMIT %s"
_BY_KEY: Final = f"{_KEYS} AND k.key_id = %s"
_TAKEN: Final = "SELECT true AS taken FROM passkey WHERE tenant_id = %s AND key_id = %s"
_ADD: Final = """
INSERT INTO passkey (tenant_id, credential_id, key_id, public_key, algorithm, rp_id, aaguid, transports, is_synced)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
# Authenticators that do not count say zero each time; all others must say more than before.
_COUNT: Final = """
UPDATE credential SET counter = %s, used_at = %s
 WHERE tenant_id = %s AND id = %s AND status = 'active' AND (counter < %s OR (counter = 0 AND %s = 0))
"""


class PeopleKeys(StoredKeys):
    """The ring of customers' people."""

    def __init__(self) -> None:
        """Kept in tables of their own."""
        super().__init__(of_person=_OF_PERSON, by_key=_BY_KEY, taken=_TAKEN, count=_COUNT)

    def block(self, uow: UnitOfWork, key: Passkey, now: datetime) -> None:
        """Stop one that behaves like a copy."""
        methods.block(uow, key.credential_id, now)

    def number(self, uow: UnitOfWork, person_id: UUID) -> int:
        """Passkeys and codes together."""
        return len(methods.listed(uow, person_id))

    def keep(self, ctx: Context, owner: Owner, new: Registered, rp_id: str, label: str) -> UUID:
        """Keep it beside a credential of its own; a code of recovery is void now."""
        method_id = ctx.world.ids.uuid7()
        methods.add(
            ctx.uow,
            ctx.world,
            NewMethod(
                method_id, owner.person_id, Method.PASSKEY, "", CredentialStatus.ACTIVE, label, new.counter
            ),
        )  # fmt: skip
        recovery.end(ctx.uow, owner.person_id, ctx.now)
        place(ctx.uow, method_id, new, rp_id)
        return method_id

    def rename(self, uow: UnitOfWork, person_id: UUID, method_id: UUID, label: str) -> bool:
        """Call it something its owner knows again."""
        return methods.rename(uow, person_id, method_id, label)

    def revoke(self, ctx: Context, person_id: UUID, method_id: UUID, session: bytes) -> bool:
        """It counts no more, and whoever else is logged in as this person is not."""
        if not methods.revoke(ctx.uow, person_id, method_id, ctx.now):
            return False
        sessions.end_others(ctx.uow, person_id, session, ctx.now)
        challenges.void(ctx.uow, person_id, ctx.now)
        return True


def place(uow: UnitOfWork, credential_id: UUID, new: Registered, rp_id: str) -> None:
    """Write the public half of a credential that is there."""
    uow.run(
        _ADD,
        (
            uow.scope.bank(), credential_id, new.key_id, new.public_key, new.algorithm, rp_id,
            new.aaguid, Jsonb(new.transports), new.is_synced,
        ),
    )  # fmt: skip


RING: Final = PeopleKeys()
PEOPLE: Final = Ceremonies(RING, challenges.PEOPLE)

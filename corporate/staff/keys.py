"""Passkeys of the bank's staff (行员通行密钥): a ring of their own, and all SQL about it.

A passkey of somebody who does not work at the desk now is found by nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg.types.json import Jsonb

from corporate.identity.ceremonies import Ceremonies
from corporate.identity.challenges import Challenges
from corporate.identity.credentials import CredentialStatus
from corporate.identity.key_ring import Owner, StoredKeys
from corporate.identity.methods import tidy
from corporate.identity.passkeys import Passkey, Registered
from corporate.staff import repository
from kernel import limits
from kernel.context import Context
from kernel.db import UnitOfWork

_KEYS: Final = """
SELECT k.id AS credential_id, k.key_id, k.public_key, k.algorithm, k.rp_id, k.transports, k.staff_id AS person_id, k.counter
  FROM staff_passkey k JOIN staff s ON s.tenant_id = k.tenant_id AND s.id = k.staff_id
 WHERE k.tenant_id = %s AND k.status = 'active' AND s.status = 'active'
"""
_OF_PERSON: Final = f"{_KEYS} AND k.staff_id = %s AND k.rp_id = %s ORDER BY k.created_at LIMIT %s"
_BY_KEY: Final = f"{_KEYS} AND k.key_id = %s"
_TAKEN: Final = "SELECT true AS taken FROM staff_passkey WHERE tenant_id = %s AND key_id = %s"
_LIST: Final = """
SELECT id, label, is_synced, created_at, used_at FROM staff_passkey
 WHERE tenant_id = %s AND staff_id = %s AND status = 'active' ORDER BY created_at, id LIMIT %s
"""
_NUMBERS: Final = """
SELECT staff_id, count(*) AS keys FROM staff_passkey WHERE tenant_id = %s AND status = 'active' GROUP BY staff_id
"""
_ADD: Final = """
INSERT INTO staff_passkey (tenant_id, id, staff_id, key_id, public_key, algorithm, rp_id, aaguid, transports, is_synced,
                           label, status, counter, created_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
# Authenticators that do not count say zero each time; all others must say more than before.
_COUNT: Final = """
UPDATE staff_passkey SET counter = %s, used_at = %s
 WHERE tenant_id = %s AND id = %s AND status = 'active' AND (counter < %s OR (counter = 0 AND %s = 0))
"""
_RENAME: Final = """
UPDATE staff_passkey SET label = %s WHERE tenant_id = %s AND staff_id = %s AND id = %s AND status = 'active'
"""
_END: Final = """
UPDATE staff_passkey SET status = %s, ended_at = %s WHERE tenant_id = %s AND staff_id = %s AND status = 'active'
"""
_END_ONE: Final = f"{_END} AND id = %s"


@dataclass(frozen=True, slots=True)
class HeldKey:
    """A passkey as its owner sees it."""

    id: UUID
    label: str
    is_synced: bool
    created_at: datetime
    used_at: datetime | None


class StaffKeys(StoredKeys):
    """The ring of the bank's staff."""

    def __init__(self) -> None:
        """Kept in tables of their own."""
        super().__init__(of_person=_OF_PERSON, by_key=_BY_KEY, taken=_TAKEN, count=_COUNT)

    def block(self, uow: UnitOfWork, key: Passkey, now: datetime) -> None:
        """Stop one that behaves like a copy."""
        ended = (CredentialStatus.BLOCKED, now, uow.scope.bank(), key.person_id, key.credential_id)
        uow.run(_END_ONE, ended)

    def number(self, uow: UnitOfWork, person_id: UUID) -> int:
        """How many there are."""
        return len(listed(uow, person_id))

    def keep(self, ctx: Context, owner: Owner, new: Registered, rp_id: str, label: str) -> UUID:
        """Keep the public half of a new one."""
        method_id = ctx.world.ids.uuid7()
        ctx.uow.run(
            _ADD,
            (
                ctx.tenant_id, method_id, owner.person_id, new.key_id, new.public_key, new.algorithm, rp_id,
                new.aaguid, Jsonb(new.transports), new.is_synced, tidy(label), CredentialStatus.ACTIVE,
                new.counter, ctx.now,
            ),
        )  # fmt: skip
        return method_id

    def rename(self, uow: UnitOfWork, person_id: UUID, method_id: UUID, label: str) -> bool:
        """Call it something its owner knows again."""
        return uow.run(_RENAME, (tidy(label), uow.scope.bank(), person_id, method_id)) == 1

    def revoke(self, ctx: Context, person_id: UUID, method_id: UUID, session: bytes) -> bool:  # noqa: ARG002 - one person has one session
        """It counts no more, and nothing that it has opened."""
        ended = (CredentialStatus.REVOKED, ctx.now, ctx.tenant_id, person_id, method_id)
        if ctx.uow.run(_END_ONE, ended) != 1:
            return False
        _QUESTIONS.void(ctx.uow, person_id, ctx.now)
        return True


_QUESTIONS: Final = Challenges("staff_challenge")
RING: Final = StaffKeys()
STAFF: Final = Ceremonies(RING, _QUESTIONS)


def listed(uow: UnitOfWork, staff_id: UUID) -> list[HeldKey]:
    """Somebody's passkeys, the oldest first."""
    rows = uow.rows(_LIST, (uow.scope.bank(), staff_id, limits.METHODS_MAX))
    return [HeldKey(**row) for row in rows]


def numbers(uow: UnitOfWork) -> dict[UUID, int]:
    """How many passkeys everybody has who has any."""
    return {row["staff_id"]: row["keys"] for row in uow.rows(_NUMBERS, (uow.scope.bank(),))}


def end_all(uow: UnitOfWork, staff_id: UUID, now: datetime) -> int:
    """Everything somebody logged in and signed with ends, and every session; how many passkeys that were.

    For whoever two others agreed begins anew, or leaves.
    """
    _QUESTIONS.void(uow, staff_id, now)
    repository.end_sessions(uow, staff_id, now)
    return uow.run(_END, (CredentialStatus.REVOKED, now, uow.scope.bank(), staff_id))

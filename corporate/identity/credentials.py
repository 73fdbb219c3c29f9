"""Ways a person proves to be that person; methods are rows, and only active ones count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from kernel.db import UnitOfWork


class CredentialStatus(StrEnum):
    """Whether a credential counts."""

    ACTIVE = "active"
    REVOKED = "revoked"
    PENDING = "pending"  # a code nobody has yet shown to have
    BLOCKED = "blocked"  # behaved like a copy


@dataclass(frozen=True, slots=True)
class Secret:
    """A credential's id and its secret (for a password: the hash)."""

    id: UUID
    secret: str


@dataclass(frozen=True, slots=True)
class Claimant:
    """Whom a typed log-in name means, and the hash of that person's password."""

    person_id: UUID
    name: str
    active: bool
    credential: Secret


_OF_PERSON: Final = """
SELECT c.id, c.secret FROM credential c JOIN person p ON p.tenant_id = c.tenant_id AND p.id = c.person_id
 WHERE c.tenant_id = %s AND c.person_id = %s AND c.method = 'password' AND c.status = 'active'
   AND p.status = 'active'
 ORDER BY c.created_at DESC, c.id DESC LIMIT 1
"""
_CLAIMANT: Final = """
SELECT p.id AS person_id, p.name, p.status = 'active' AS active, c.id, c.secret
  FROM person p JOIN credential c ON c.tenant_id = p.tenant_id AND c.person_id = p.id
 WHERE p.tenant_id = %s AND p.login = %s AND c.method = 'password' AND c.status = 'active'
 ORDER BY c.created_at DESC, c.id DESC LIMIT 1
"""


def password_of(uow: UnitOfWork, person_id: UUID) -> Secret | None:
    """The active password of an active person."""
    row = uow.row(_OF_PERSON, (uow.scope.bank(), person_id))
    return Secret(**row) if row else None


def claimant(uow: UnitOfWork, login: str) -> Claimant | None:
    """Whom a log-in name means, or None."""
    row = uow.row(_CLAIMANT, (uow.scope.bank(), login))
    if row is None:
        return None
    secret = Secret(row["id"], row["secret"])
    return Claimant(row["person_id"], row["name"], row["active"], secret)


def mark_used(uow: UnitOfWork, credential_id: UUID, at: datetime) -> None:
    """Note the last use."""
    uow.run(
        "UPDATE credential SET used_at = %s WHERE tenant_id = %s AND id = %s",
        (at, uow.scope.bank(), credential_id),
    )


def replace_secret(uow: UnitOfWork, credential_id: UUID, secret: str) -> None:
    """Keep a new hash of the same password, or of a new one."""
    uow.run(
        "UPDATE credential SET secret = %s WHERE tenant_id = %s AND id = %s",
        (secret, uow.scope.bank(), credential_id),
    )

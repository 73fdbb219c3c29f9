"""Keys of the direct link (直联证书), each bound to an enterprise and to the user it acts for.

State is read at every request; only the loaded key is kept, for loading costs as much as verifying.
Who comes with a certificate that is unknown or another's, or cannot sign with its key, hears one and the
same; that it is revoked or expired is told only to who has the key.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from kernel import limits
from kernel.context import Actor
from kernel.crypto import CryptoProvider, MessageVerifier, read_verifier
from kernel.db import UnitOfWork
from kernel.operation import Door


class CertificateStatus(StrEnum):
    """Whether a certificate counts."""

    ACTIVE = "active"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as it stands now; `holder_active` covers user, person and enterprise."""

    serial: str
    enterprise_id: UUID
    enterprise_number: str
    user_id: UUID
    person_id: UUID
    name: str
    public_key: str
    status: CertificateStatus
    not_before: datetime
    not_after: datetime
    holder_active: bool

    def usable(self, at: datetime) -> bool:
        """Whether it may sign at an instant."""
        in_time = self.not_before <= at < self.not_after
        return self.status is CertificateStatus.ACTIVE and in_time and self.holder_active

    def actor(self, tenant_id: UUID, *, address: str = "") -> Actor:
        """Who acts with it, for the gate."""
        return Actor(
            tenant_id=tenant_id,
            door=Door.DIRECT_LINK,
            name=self.name,
            method="certificate",
            enterprise_id=self.enterprise_id,
            person_id=self.person_id,
            user_id=self.user_id,
            credential=self.serial,
            address=address,
        )


_FIND: Final = """
SELECT c.serial, c.enterprise_id, e.number AS enterprise_number, c.user_id, u.person_id, p.name,
       c.public_key, c.status, c.not_before, least(c.not_after, c.retires_at) AS not_after,
       u.status = 'active' AND p.status = 'active' AND e.status = 'active' AS holder_active
  FROM certificate c
  JOIN enterprise_user u ON u.tenant_id = c.tenant_id AND u.id = c.user_id
        AND u.enterprise_id = c.enterprise_id
  JOIN person p ON p.tenant_id = u.tenant_id AND p.id = u.person_id
  JOIN enterprise e ON e.tenant_id = c.tenant_id AND e.id = c.enterprise_id
 WHERE c.tenant_id = %s AND c.serial = %s
"""


def find(uow: UnitOfWork, serial: str) -> Certificate | None:
    """The certificate with that serial in this bank, before the transaction is narrowed."""
    row = uow.row(_FIND, (uow.scope.bank(), serial))
    return Certificate(**(row | {"status": CertificateStatus(row["status"])})) if row else None


class PublicKeys:
    """Loaded public keys by their PEM, the oldest given up when there are too many."""

    def __init__(self, crypto: CryptoProvider) -> None:
        self._crypto = crypto
        self._lock = threading.Lock()
        self._loaded: dict[str, MessageVerifier] = {}

    def load(self, pem: str) -> MessageVerifier:
        """The key of a PEM text; raises KeyMalformed."""
        key = self._loaded.get(pem)
        if key is None:
            key = read_verifier(pem.encode("ascii", "replace"), self._crypto)
            with self._lock:
                while len(self._loaded) >= limits.PUBLIC_KEYS_KEPT_MAX:
                    del self._loaded[next(iter(self._loaded))]
                self._loaded[pem] = key
        return key

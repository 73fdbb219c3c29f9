"""Who sends: finds the key of a certificate, and looks at every message who stands behind it now.

What never changes of a certificate (its key, its enterprise) is kept in the process; whether it and
its holder still count is read from the database each time, in the transaction of the request. A
refusal must not tell, by its words or its time, whether enterprise or certificate exist: each costs
one look-up and one verification.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from connectors.direct_link.errors import (
    CertificateExpired,
    CertificateRevoked,
    Replayed,
    SealNeeded,
)
from connectors.direct_link.head import Head
from connectors.direct_link.pace import USUAL, Terms
from connectors.direct_link.refusals import ACCEPTED
from corporate.identity import PublicKeys, certificates
from corporate.identity.certificates import Certificate
from corporate.identity.errors import CertificateRefused
from kernel import limits
from kernel.context import Actor
from kernel.crypto import (
    CryptoProvider,
    MessageVerifier,
    SignaturePurpose,
    require_allowed,
)
from kernel.db import Database, UnitOfWork
from kernel.networks import inside
from kernel.operation import Door
from kernel.tenancy import Scope

_STANDING: Final = """
WITH used AS (
  INSERT INTO direct_link_nonce (tenant_id, enterprise_id, certificate, nonce, seen_at, trace, operation,
                                 code, address, client_serial)
  VALUES (%(tenant)s, %(enterprise_id)s, %(certificate)s, %(nonce)s, %(at)s, %(trace)s, %(asked)s,
          %(code)s, %(address)s, %(serial)s)
  ON CONFLICT (tenant_id, certificate, nonce) DO NOTHING RETURNING true
)
SELECT c.status = 'active' AND (c.authority = '' OR EXISTS (
           SELECT FROM trusted_authority t WHERE t.tenant_id = c.tenant_id
              AND t.fingerprint = c.authority AND t.status = 'trusted')) AS counts,
       c.not_before, least(c.not_after, c.retires_at) AS not_after, c.user_id, u.person_id, p.name,
       p.login = %(operator)s AND e.number = %(enterprise)s AS bound,
       l.networks, l.sealed, l.per_minute, l.at_once,
       EXISTS (SELECT FROM used) AS fresh
  FROM certificate c
  JOIN enterprise_user u ON u.tenant_id = c.tenant_id AND u.id = c.user_id
        AND u.enterprise_id = c.enterprise_id
  JOIN person p ON p.tenant_id = u.tenant_id AND p.id = u.person_id
  JOIN enterprise e ON e.tenant_id = c.tenant_id AND e.id = c.enterprise_id
  LEFT JOIN link_address l ON l.tenant_id = c.tenant_id AND l.enterprise_id = c.enterprise_id
 WHERE c.tenant_id = %(tenant)s AND c.serial = %(certificate)s
"""
_BURN: Final = """
INSERT INTO direct_link_nonce (tenant_id, enterprise_id, certificate, nonce, seen_at, trace, operation, code,
                               address, client_serial)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (tenant_id, certificate, nonce) DO NOTHING
"""

_NO_DIGEST: Final = bytes(range(32))
_NO_SIGNATURE: Final = bytes.fromhex(f"3044{'0220' + '5a' * 32}{'0220' + '6b' * 32}")
"""Well formed, so that refusing it costs what refusing a real one costs."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A certificate's enterprise and key, which never change, and who held it when it was seen first."""

    enterprise_id: UUID
    enterprise_number: str
    key: MessageVerifier
    user_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True)
class Origin:
    """From where a message came, and the number it is traced by."""

    address: str
    trace: str
    sealed: bool = False
    serial: str = ""
    """The sender's own serial, once the message is understood: its log is looked up by it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The key to verify a message with; the candidate is None when the key is a decoy."""

    tenant_id: UUID
    head: Head
    key: MessageVerifier
    candidate: Candidate | None
    looked_up: bool


class Senders:
    """Finds senders of one process's messages. One object for all threads."""

    def __init__(self, database: Database, crypto: CryptoProvider) -> None:
        self._database = database
        self._keys = PublicKeys(crypto)
        self._decoy = crypto.generate_key().public
        self._lock = threading.Lock()
        self._known: dict[tuple[UUID, str], Candidate] = {}
        self._terms: dict[UUID, Terms] = {}

    def claim(self, tenant_id: UUID, head: Head) -> Claim:
        """The key the message must be verified with; a decoy where there is no such sender."""
        candidate = self._known.get((tenant_id, head.certificate))
        looked_up = candidate is None
        if candidate is None:
            candidate = self._look_up(tenant_id, head.certificate)
        if candidate is None or candidate.enterprise_number != head.enterprise:
            return Claim(tenant_id, head, self._decoy, None, looked_up)
        return Claim(tenant_id, head, candidate.key, candidate, looked_up)

    def accept(self, claim: Claim, *, right: bool) -> Candidate:
        """The sender if the signature was right; raises CertificateRefused, always at the same price."""
        if right and claim.candidate is not None:
            return claim.candidate
        if claim.key.algorithm is not self._decoy.algorithm:
            self._decoy.verify_digest(
                _NO_DIGEST, _NO_SIGNATURE
            )  # RSA and ECDSA are quicker than it
        if not claim.looked_up:
            self._look_up(claim.tenant_id, claim.head.certificate)
        raise CertificateRefused

    def terms(self, candidate: Candidate) -> tuple[UUID, Terms]:
        """Whose message it is, and what was agreed when its last one was admitted."""
        found = candidate.enterprise_id
        return found, self._terms.get(found, USUAL)

    def admit(self, uow: UnitOfWork, head: Head, now: datetime, origin: Origin) -> Actor:
        """Use up the nonce and see who stands behind the certificate now, in one statement.

        Who comes from an address that is not on the enterprise's list is told what a stranger is.
        Raises Replayed, CertificateRefused, CertificateRevoked, CertificateExpired, SealNeeded.
        """
        tenant_id = uow.scope.bank()
        row = uow.row(
            _STANDING,
            {
                "tenant": tenant_id, "certificate": head.certificate, "nonce": head.nonce, "at": now,
                "operator": head.operator, "enterprise": head.enterprise,
                "enterprise_id": uow.scope.enterprise(), "asked": head.operation, "code": ACCEPTED,
                "trace": origin.trace, "address": origin.address, "serial": origin.serial,
            },
        )  # fmt: skip
        if row is None or not row["bound"]:
            raise CertificateRefused
        if not row["fresh"]:
            raise Replayed
        if row["networks"] and not inside(origin.address, row["networks"]):
            raise CertificateRefused
        self._agree(uow.scope.enterprise(), row["per_minute"], row["at_once"])
        if not row["counts"]:
            raise CertificateRevoked
        if not row["not_before"] <= now < row["not_after"]:
            raise CertificateExpired(until=row["not_after"].date())
        if row["sealed"] and not origin.sealed:
            raise SealNeeded
        return Actor(
            tenant_id=tenant_id,
            door=Door.DIRECT_LINK,
            name=row["name"],
            enterprise_id=uow.scope.enterprise(),
            person_id=row["person_id"],
            user_id=row["user_id"],
            method="certificate",
            credential=head.certificate,
            address=origin.address,
            trace=origin.trace,
        )

    def burn(self, scope: Scope, head: Head, now: datetime, origin: Origin, code: str) -> None:
        """Use up the nonce of a refused message, whose own transaction was undone.

        A message that was refused for good must stay refused when it is sent again by somebody
        else. Raises Replayed when another copy of it was quicker: that one may have succeeded.
        """
        with self._database.begin(scope) as uow:
            row = (
                scope.bank(), scope.enterprise(), head.certificate, head.nonce, now, origin.trace,
                head.operation, code, origin.address, origin.serial,
            )  # fmt: skip
            if not uow.run(_BURN, row):
                raise Replayed

    def _agree(self, enterprise_id: UUID, per_minute: int | None, at_once: int | None) -> None:
        """Remember what was agreed, for the next message."""
        known = self._terms.get(enterprise_id, USUAL)
        agreed = (per_minute or USUAL.per_minute, at_once or USUAL.at_once)
        if agreed == (known.per_minute, known.at_once):
            return
        with self._lock:
            while len(self._terms) >= limits.PUBLIC_KEYS_KEPT_MAX:
                del self._terms[next(iter(self._terms))]
            self._terms[enterprise_id] = Terms(*agreed)

    def _look_up(self, tenant_id: UUID, serial: str) -> Candidate | None:
        with self._database.begin(Scope(tenant_id)) as uow:
            found = certificates.find(uow, serial)
        if found is None:
            return None
        return self._keep(tenant_id, found)

    def _keep(self, tenant_id: UUID, found: Certificate) -> Candidate:
        key = self._keys.load(found.public_key)
        require_allowed(SignaturePurpose.DIRECT_LINK_REQUEST, key.algorithm)
        candidate = Candidate(
            found.enterprise_id, found.enterprise_number, key, found.user_id, found.person_id
        )
        with self._lock:
            while len(self._known) >= limits.PUBLIC_KEYS_KEPT_MAX:
                del self._known[next(iter(self._known))]
            self._known[tenant_id, found.serial] = candidate
        return candidate


def serial_of(command: object) -> str:
    """The sender's own name of what a command is about: its serial, or the MsgId of its message."""
    header = getattr(getattr(command, "document", None), "header", None)
    for owner, name in (
        (command, "client_serial"),
        (command, "message_id"),
        (header, "message_id"),
    ):
        found = getattr(owner, name, "")
        if isinstance(found, str) and found:
            return found[: limits.LINK_SERIAL_KEPT_CHARS]
    return ""

"""Brings people in: persons, passwords, memberships, roles, rights, certificates.

Runs as the owner of the schema with the bank in scope, for seeds and the bank's desk. When
enterprises govern themselves, the same functions serve instructions that two administrators agreed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from corporate.identity import throttle
from corporate.identity.certificates import CertificateStatus
from corporate.identity.credentials import CredentialStatus
from corporate.identity.people import PersonStatus
from corporate.identity.rights import EVERY_ACCOUNT
from corporate.identity.step_up import METHOD
from kernel.crypto import CryptoProvider, read_verifier
from kernel.db import UnitOfWork
from kernel.money import Money
from kernel.operation import Verb
from kernel.world import World

_GRANT: Final = """
INSERT INTO user_right (tenant_id, enterprise_id, user_id, operation, account_number, may_see, may_make,
                        may_approve, upto_minor, currency)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (tenant_id, user_id, operation, account_number) DO UPDATE
   SET may_see = excluded.may_see, may_make = excluded.may_make, may_approve = excluded.may_approve,
       upto_minor = excluded.upto_minor, currency = excluded.currency
"""


@dataclass(frozen=True, slots=True)
class NewCertificate:
    """A key to be registered; `public_key` is SubjectPublicKeyInfo as PEM."""

    serial: str
    enterprise_id: UUID
    user_id: UUID
    public_key: str
    not_before: datetime
    not_after: datetime


def add_person(uow: UnitOfWork, world: World, login: str, name: str) -> UUID:
    """A natural person of the bank; log-in names are unique there and kept in small letters."""
    person_id = world.ids.uuid7()
    uow.run(
        "INSERT INTO person (tenant_id, id, login, name, status, created_at)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        (
            uow.scope.bank(), person_id, login.strip().lower(), name, PersonStatus.ACTIVE,
            world.clock.now(),
        ),
    )  # fmt: skip
    return person_id


def set_password(uow: UnitOfWork, world: World, person_id: UUID, hashed: str) -> UUID:
    """A new password in place of any other; sessions end, and so does a block on guessing."""
    now, tenant_id = world.clock.now(), uow.scope.bank()
    uow.run(
        "UPDATE credential SET status = %s WHERE tenant_id = %s AND person_id = %s AND method = %s",
        (CredentialStatus.REVOKED, tenant_id, person_id, METHOD),
    )
    credential_id = world.ids.uuid7()
    uow.run(
        "INSERT INTO credential (tenant_id, id, person_id, method, secret, status, created_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (tenant_id, credential_id, person_id, METHOD, hashed, CredentialStatus.ACTIVE, now),
    )
    uow.run(
        "UPDATE web_session SET ended_at = %s"
        " WHERE tenant_id = %s AND person_id = %s AND ended_at IS NULL",
        (now, tenant_id, person_id),
    )
    for person in uow.rows(
        "SELECT login FROM person WHERE tenant_id = %s AND id = %s", (tenant_id, person_id)
    ):
        throttle.clear(uow, throttle.login_key(person["login"]), now)
    return credential_id


def add_user(  # noqa: PLR0917 - a row: where, who, as what
    uow: UnitOfWork,
    world: World,
    enterprise_id: UUID,
    person_id: UUID,
    title: str,
    status: PersonStatus = PersonStatus.ACTIVE,
) -> UUID:
    """Make a person a user of an enterprise."""
    user_id = world.ids.uuid7()
    uow.run(
        "INSERT INTO enterprise_user (tenant_id, id, enterprise_id, person_id, title, status)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        (uow.scope.bank(), user_id, enterprise_id, person_id, title, status),
    )
    return user_id


def set_person_status(uow: UnitOfWork, person_id: UUID, status: PersonStatus) -> None:
    """Suspend or reopen a person in the whole bank."""
    uow.run(
        "UPDATE person SET status = %s WHERE tenant_id = %s AND id = %s",
        (status, uow.scope.bank(), person_id),
    )


def set_user_status(uow: UnitOfWork, user_id: UUID, status: PersonStatus) -> None:
    """Suspend or reopen a person in one enterprise."""
    uow.run(
        "UPDATE enterprise_user SET status = %s WHERE tenant_id = %s AND id = %s",
        (status, uow.scope.bank(), user_id),
    )


def give_role(uow: UnitOfWork, enterprise_id: UUID, user_id: UUID, role: str) -> None:
    """Let a user hold a role the enterprise named."""
    uow.run(
        "INSERT INTO role_member (tenant_id, enterprise_id, user_id, role) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (tenant_id, user_id, role) DO UPDATE SET live = true",
        (uow.scope.bank(), enterprise_id, user_id, role),
    )


def take_role(uow: UnitOfWork, user_id: UUID, role: str) -> None:
    """Let a user hold a role no longer."""
    uow.run(
        "UPDATE role_member SET live = false WHERE tenant_id = %s AND user_id = %s AND role = %s",
        (uow.scope.bank(), user_id, role),
    )


def grant(  # noqa: PLR0917 - a row of the matrix: who, what, how, on which account
    uow: UnitOfWork,
    enterprise_id: UUID,
    user_id: UUID,
    right: str,
    verbs: Iterable[Verb],
    account: str = EVERY_ACCOUNT,
    upto: Money | None = None,
) -> None:
    """Write one row of the rights matrix; what it said before is replaced. No verb takes it away."""
    given = frozenset(verbs)
    flags = (Verb.SEE in given, Verb.MAKE in given, Verb.APPROVE in given)
    ceiling = (upto.minor, upto.currency) if upto else (None, None)
    uow.run(_GRANT, (uow.scope.bank(), enterprise_id, user_id, right, account, *flags, *ceiling))


def revoke(uow: UnitOfWork, user_id: UUID, right: str, account: str = EVERY_ACCOUNT) -> None:
    """Take one row of the rights matrix away."""
    uow.run(
        "DELETE FROM user_right"
        " WHERE tenant_id = %s AND user_id = %s AND operation = %s AND account_number = %s",
        (uow.scope.bank(), user_id, right, account),
    )


def register_certificate(
    uow: UnitOfWork, crypto: CryptoProvider, certificate: NewCertificate
) -> None:
    """Register a key for a user of that enterprise; raises KeyMalformed for what may not sign."""
    key = read_verifier(certificate.public_key.encode("ascii", "replace"), crypto)
    uow.run(
        "INSERT INTO certificate (tenant_id, enterprise_id, serial, user_id, public_key, status,"
        " not_before, not_after) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        (
            uow.scope.bank(), certificate.enterprise_id, certificate.serial, certificate.user_id,
            key.spki_pem().decode("ascii"), CertificateStatus.ACTIVE, certificate.not_before,
            certificate.not_after,
        ),
    )  # fmt: skip


def revoke_certificate(uow: UnitOfWork, serial: str) -> None:
    """Revoke a key; it counts on the next request."""
    uow.run(
        "UPDATE certificate SET status = %s WHERE tenant_id = %s AND serial = %s",
        (CertificateStatus.REVOKED, uow.scope.bank(), serial),
    )

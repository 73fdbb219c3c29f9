"""Whether a certificate may sign messages: the chain to a trusted root, checked by ourselves.

Trusted is what the bank put on its list: roots, and issuing authorities below them. Each step asks for
the signature, the time, the right to issue, the path length and the issuer's revocation list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from kernel.certificates.documents import Certificate, RevocationList
from kernel.certificates.errors import (
    AlreadyRevoked,
    IssuerMayNot,
    IssuerUnknown,
    ListStale,
    NotValidNow,
    UsageWrong,
)

DEPTH_MAX: Final = 4
_SIGNING: Final = frozenset(
    {ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}
)


@dataclass(frozen=True, slots=True)
class Trust:
    """An authority the bank trusts, and its revocation list if one was imported."""

    certificate: Certificate
    revoked: RevocationList | None = None


def check(certificate: Certificate, trusted: Sequence[Trust], now: datetime) -> Trust:
    """The authority that issued a signer's certificate, once everything up to a root holds.

    Raises an error of `kernel.certificates.errors`.
    """
    _require_signer(certificate)
    return _climb(certificate, trusted, now)[0]


def check_authority(certificate: Certificate, trusted: Sequence[Trust], now: datetime) -> None:
    """Whether an authority may be put on the list: a root by itself, others below a trusted one."""
    if not certificate.self_issued:
        climbed = _climb(certificate, trusted, now)
        for below, above in enumerate(climbed):
            _require_issuer(above.certificate, below + 1)
    elif not certificate.signed_by(certificate.key):
        raise IssuerUnknown
    _require_time(certificate, now)
    certificate.require_understood()
    _require_issuer(certificate, 0)


def _climb(certificate: Certificate, trusted: Sequence[Trust], now: datetime) -> list[Trust]:
    """The issuers from the nearest to the root, each checked against what is below it."""
    climbed: list[Trust] = []
    below = certificate
    while True:
        _require_time(below, now)
        below.require_understood()
        if climbed and below.self_issued:
            return climbed
        if len(climbed) == DEPTH_MAX:
            raise IssuerUnknown
        above = _issuer_of(below, trusted)
        _require_issuer(above.certificate, len(climbed))
        _require_listed_nowhere(below, above, now)
        climbed.append(above)
        below = above.certificate


def _issuer_of(below: Certificate, trusted: Sequence[Trust]) -> Trust:
    for trust in trusted:
        named = trust.certificate.x509.subject == below.x509.issuer
        if named and below.signed_by(trust.certificate.key):
            return trust
    raise IssuerUnknown


def _require_time(certificate: Certificate, now: datetime) -> None:
    if not certificate.since <= now <= certificate.until:
        raise NotValidNow(
            subject=certificate.subject,
            since=certificate.since.date(),
            until=certificate.until.date(),
        )


def _require_issuer(certificate: Certificate, below: int) -> None:
    """It is an authority that may sign certificates, with so many authorities below it at least."""
    constraints = certificate.extension(x509.BasicConstraints)
    usage = certificate.extension(x509.KeyUsage)
    may = (
        constraints is not None
        and constraints.ca
        and (usage is None or usage.key_cert_sign)
        and (constraints.path_length is None or constraints.path_length >= below)
    )
    if not may:
        raise IssuerMayNot(subject=certificate.subject)


def _require_listed_nowhere(below: Certificate, above: Trust, now: datetime) -> None:
    if above.revoked is None:
        return
    if above.revoked.until < now:
        raise ListStale
    if below.serial in above.revoked.serials:
        raise AlreadyRevoked


def _require_signer(certificate: Certificate) -> None:
    """It is for signatures, and no authority's."""
    constraints = certificate.extension(x509.BasicConstraints)
    usage = certificate.extension(x509.KeyUsage)
    extended = certificate.extension(x509.ExtendedKeyUsage)
    wrong = (
        (constraints is not None and constraints.ca)
        or (usage is not None and not usage.digital_signature)
        or (extended is not None and not _SIGNING.intersection(extended))
    )
    if wrong:
        raise UsageWrong

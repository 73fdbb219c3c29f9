"""Puts certificates, requests and revocation lists together and signs them.

Serial numbers are 127 random bits, never counted; times are told by the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kernel.certificates import structures as s
from kernel.certificates.documents import Certificate, RevocationList
from kernel.crypto import CryptoProvider, MessageSigner, MessageVerifier, signed
from kernel.world import World

_SERIAL_BYTES: Final = 16
_SKEW: Final = timedelta(minutes=5)
"""A certificate counts from a little before it was made: the other side's clock may be behind."""
_KEY_ID_BYTES: Final = 20
SIGNS_MESSAGES: Final = (ExtendedKeyUsageOID.CLIENT_AUTH,)
SIGNS_DOCUMENTS: Final = (
    x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36"),
    ExtendedKeyUsageOID.EMAIL_PROTECTION,
)
"""RFC 9336, and what readers of PDF asked for before there was one."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """An authority: its certificate and the key that belongs to it."""

    certificate: Certificate
    key: MessageSigner


@dataclass(frozen=True, slots=True)
class Terms:
    """From when, and for how long."""

    at: datetime
    life: timedelta


@dataclass(frozen=True, slots=True)
class Revoked:
    """A line of a revocation list."""

    serial: str
    at: datetime


def name_of(common: str, organisation: str = "", unit: str = "") -> x509.Name:
    """A distinguished name in China."""
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "CN")]
    if organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]))
    if unit:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit[:64]))
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, common[:64])])


def self_signed(
    name: x509.Name,
    key: MessageSigner,
    terms: Terms,
    world: World,
    *,
    path_length: int | None = 0,
) -> Certificate:
    """A root: an authority that answers for itself."""
    extensions = _authority(key.public, key.public, world.crypto, path_length)
    return _certificate(name, name, key.public, terms, extensions, key, world)


def certify(
    issuer: Issuer,
    name: x509.Name,
    key: MessageVerifier,
    terms: Terms,
    world: World,
    *,
    path_length: int | None = None,
    is_authority: bool = False,
    purposes: Sequence[x509.ObjectIdentifier] = SIGNS_MESSAGES,
) -> Certificate:
    """A certificate for somebody's key: to sign with, or as an authority below this one."""
    below = issuer.key.public
    extensions = (
        _authority(key, below, world.crypto, path_length)
        if is_authority
        else _signer(key, below, world.crypto, purposes)
    )
    name_of_issuer = issuer.certificate.x509.subject
    return _certificate(name_of_issuer, name, key, terms, extensions, issuer.key, world)


def request_for(key: MessageSigner, common: str) -> bytes:
    """A PKCS#10 request (DER), which proves that its maker holds the key."""
    body = s.RequestBody(
        version=0,
        subject=s.part(name_of(common).public_bytes()),
        key=s.part(key.public.spki_der()),
        attributes=asn1.SetOf([]),
    )
    return _signed(body, key)


def revocation_list(
    issuer: Issuer, number: int, revoked: Iterable[Revoked], terms: Terms, crypto: CryptoProvider
) -> RevocationList:
    """The issuer's list with that number; the next is due when `terms.life` is over."""
    lines = [
        s.RevokedEntry(serial=int(one.serial, 16), at=s.time_of(one.at))
        for one in sorted(revoked, key=lambda one: (one.at, one.serial))
    ]
    body = s.ListBody(
        version=1,
        algorithm=s.ALGORITHMS[issuer.key.public.algorithm],
        issuer=s.part(issuer.certificate.x509.subject.public_bytes()),
        this_update=s.time_of(terms.at),
        next_update=s.time_of(terms.at + terms.life),
        revoked=lines or None,
        extensions=[
            _extension(_key_id_of_issuer(issuer.key.public, crypto)),
            _extension(x509.CRLNumber(number)),
        ],
    )
    return RevocationList.read(_signed(body, issuer.key))


def _certificate(  # noqa: PLR0917 - a certificate's parts, in their order
    issuer: x509.Name,
    subject: x509.Name,
    key: MessageVerifier,
    terms: Terms,
    extensions: list[s.Extension],
    signer: MessageSigner,
    world: World,
) -> Certificate:
    number = int.from_bytes(world.randomness.token_bytes(_SERIAL_BYTES)) >> 1 or 1
    until = s.time_of(terms.at + terms.life)
    body = s.CertificateBody(
        version=2,
        serial=number,
        algorithm=s.ALGORITHMS[signer.public.algorithm],
        issuer=s.part(issuer.public_bytes()),
        validity=s.Validity(since=s.time_of(terms.at - _SKEW), until=until),
        subject=s.part(subject.public_bytes()),
        key=s.part(key.spki_der()),
        extensions=extensions,
    )
    return Certificate.read(_signed(body, signer), world.crypto)


def _authority(
    key: MessageVerifier, issuer: MessageVerifier, crypto: CryptoProvider, path_length: int | None
) -> list[s.Extension]:
    constraints = x509.BasicConstraints(ca=True, path_length=path_length)
    usage = _usage(key_cert_sign=True, crl_sign=True)
    return [
        _extension(constraints, critical=True),
        _extension(usage, critical=True),
        *_key_ids(key, issuer, crypto),
    ]


def _signer(
    key: MessageVerifier,
    issuer: MessageVerifier,
    crypto: CryptoProvider,
    purposes: Sequence[x509.ObjectIdentifier],
) -> list[s.Extension]:
    constraints = x509.BasicConstraints(ca=False, path_length=None)
    return [
        _extension(constraints, critical=True),
        _extension(_usage(digital_signature=True, content_commitment=True), critical=True),
        _extension(x509.ExtendedKeyUsage(purposes)),
        *_key_ids(key, issuer, crypto),
    ]


def _usage(**allowed: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
        "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: allowed.get(name, False) for name in names})


def _key_ids(
    key: MessageVerifier, issuer: MessageVerifier, crypto: CryptoProvider
) -> list[s.Extension]:
    own = x509.SubjectKeyIdentifier(_key_id(key, crypto))
    return [_extension(own), _extension(_key_id_of_issuer(issuer, crypto))]


def _key_id_of_issuer(
    issuer: MessageVerifier, crypto: CryptoProvider
) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier(_key_id(issuer, crypto), None, None)


def _key_id(key: MessageVerifier, crypto: CryptoProvider) -> bytes:
    """The first 160 bits of the SM3 of the key's bits (RFC 5280 §4.2.1.2 leaves the method open)."""
    bits = asn1.decode_der(s.PublicKeyInfo, key.spki_der()).key
    return crypto.sm3(bits.as_bytes())[:_KEY_ID_BYTES]


def _extension(value: x509.ExtensionType, *, critical: bool = False) -> s.Extension:
    return s.Extension(oid=value.oid, critical=critical, value=value.public_bytes())


def _signed(body: Any, key: MessageSigner) -> bytes:
    der = asn1.encode_der(body)
    signature = asn1.BitString(signed(key, der), 0)
    algorithm = s.ALGORITHMS[key.public.algorithm]
    return asn1.encode_der(s.Signed(body=s.part(der), algorithm=algorithm, signature=signature))

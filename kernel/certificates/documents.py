"""Certificates, requests and revocation lists as they came from outside, read strictly.

Reading proves nothing: a request proves that its maker holds the key (`proven`), a certificate is
good only after `chain.check`, and a list only if `RevocationList.signed_by` its issuer.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtensionOID

from kernel.certificates.errors import DocumentMalformed, ExtensionUnknown, SignatureWrong
from kernel.certificates.structures import (
    SIGNED_WITH,
    CertificateBody,
    RequestBody,
    Signed,
)
from kernel.crypto import CryptoProvider, MessageVerifier, rightly_signed, verifier_of
from kernel.crypto.errors import KeyMalformed
from kernel.text import Text

BYTES_MAX: Final = 16 << 10
LIST_BYTES_MAX: Final = 8 << 20
CERTIFICATE: Final = Text("证书", "certificate")
REQUEST: Final = Text("证书申请（PKCS#10）", "certificate request (PKCS#10)")
LIST: Final = Text("证书吊销列表", "certificate revocation list")
_UNDERSTOOD: Final = frozenset(
    {
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
    }
)

Read = TypeVar("Read")
Extended = TypeVar("Extended", bound=x509.ExtensionType)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate (证书) with a key that may sign messages, signed by such a key."""

    der: bytes
    x509: x509.Certificate
    key: MessageVerifier

    @classmethod
    def read(cls, data: bytes, crypto: CryptoProvider) -> Certificate:
        """Read DER or one PEM; raises DocumentMalformed, also for algorithms that are not taken."""
        der = _der_of(data, b"CERTIFICATE", CERTIFICATE, BYTES_MAX)
        found = _parsed(lambda: x509.load_der_x509_certificate(der), CERTIFICATE)
        body = _parsed(
            lambda: asn1.decode_der(CertificateBody, found.tbs_certificate_bytes), CERTIFICATE
        )
        _require_one_algorithm(der, found.signature_algorithm_oid, body.algorithm, CERTIFICATE)
        _parsed(lambda: (found.extensions, found.subject, found.issuer), CERTIFICATE)
        return cls(der, found, _key(body.key, crypto, CERTIFICATE))

    @property
    def serial(self) -> str:
        """Its number at its issuer, in hexadecimal."""
        return f"{self.x509.serial_number:X}"

    @property
    def subject(self) -> str:
        """Whom it is about."""
        return self.x509.subject.rfc4514_string()

    @property
    def issuer(self) -> str:
        """Who issued it, by its own word."""
        return self.x509.issuer.rfc4514_string()

    @property
    def since(self) -> datetime:
        """Its first instant."""
        return self.x509.not_valid_before_utc

    @property
    def until(self) -> datetime:
        """Its last instant."""
        return self.x509.not_valid_after_utc

    @property
    def self_issued(self) -> bool:
        """Whether it names itself as its issuer: a root."""
        return self.x509.issuer == self.x509.subject

    def fingerprint(self, crypto: CryptoProvider) -> str:
        """SM3 of the DER, 64 hex digits."""
        return crypto.sm3(self.der).hex()

    def pem(self) -> bytes:
        """Return it as PEM."""
        return self.x509.public_bytes(Encoding.PEM)

    def extension(self, kind: type[Extended]) -> Extended | None:
        """One extension, or None."""
        try:
            return self.x509.extensions.get_extension_for_class(kind).value
        except x509.ExtensionNotFound:
            return None

    def signed_by(self, key: MessageVerifier) -> bool:
        """Whether that key signed it, with the algorithm that is the key's own."""
        return _signed_by(key, self.x509, self.x509.tbs_certificate_bytes)

    def require_understood(self) -> None:
        """Raise ExtensionUnknown for a critical extension that is not obeyed here."""
        _require_understood(self.x509.extensions, _UNDERSTOOD)


@dataclass(frozen=True, slots=True)
class Request:
    """A request for a certificate (PKCS#10, 证书申请), signed by the key it is about."""

    der: bytes
    subject: str
    key: MessageVerifier

    @classmethod
    def read(cls, data: bytes, crypto: CryptoProvider) -> Request:
        """Read DER or PEM and check the proof of possession; DocumentMalformed, SignatureWrong."""
        der = _der_of(data, b"CERTIFICATE REQUEST", REQUEST, BYTES_MAX)
        found = _parsed(lambda: x509.load_der_x509_csr(der), REQUEST)
        body = _parsed(lambda: asn1.decode_der(RequestBody, found.tbs_certrequest_bytes), REQUEST)
        if found.signature_algorithm_oid not in SIGNED_WITH:
            raise DocumentMalformed(what=REQUEST)
        key = _key(body.key, crypto, REQUEST)
        if not _signed_by(key, found, found.tbs_certrequest_bytes):
            raise SignatureWrong(what=REQUEST)
        return cls(der, _parsed(found.subject.rfc4514_string, REQUEST), key)


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A list of revoked certificates (吊销列表, CRL) of one issuer."""

    der: bytes
    x509: x509.CertificateRevocationList

    @classmethod
    def read(cls, data: bytes) -> RevocationList:
        """Read DER or PEM; whether the issuer signed it, `signed_by` says."""
        der = _der_of(data, b"X509 CRL", LIST, LIST_BYTES_MAX)
        found = _parsed(lambda: x509.load_der_x509_crl(der), LIST)
        if found.signature_algorithm_oid not in SIGNED_WITH or found.next_update_utc is None:
            raise DocumentMalformed(what=LIST)
        _parsed(lambda: (found.extensions, found.issuer), LIST)
        _require_understood(found.extensions, ())  # partial and delta lists are not taken
        return cls(der, found)

    @property
    def since(self) -> datetime:
        """When it was made."""
        return self.x509.last_update_utc

    @property
    def until(self) -> datetime:
        """When the next is due at the latest; `read` refuses a list that does not say."""
        assert self.x509.next_update_utc is not None  # noqa: S101 - for the type checker alone
        return self.x509.next_update_utc

    @property
    def number(self) -> int:
        """Its number, rising; 0 where the issuer does not count."""
        try:
            return self.x509.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
        except x509.ExtensionNotFound:
            return 0

    @property
    def serials(self) -> frozenset[str]:
        """The numbers of the revoked certificates, in hexadecimal."""
        return frozenset(f"{entry.serial_number:X}" for entry in self.x509)

    def signed_by(self, issuer: Certificate) -> bool:
        """Whether that issuer signed it, and may sign lists."""
        usage = issuer.extension(x509.KeyUsage)
        return (
            self.x509.issuer == issuer.x509.subject
            and (usage is None or usage.crl_sign)
            and _signed_by(issuer.key, self.x509, self.x509.tbs_certlist_bytes)
        )


def _der_of(data: bytes, label: bytes, what: Text, limit: int) -> bytes:
    """The DER of a PEM with that label, or what is DER already."""
    if len(data) > limit * 2:
        raise DocumentMalformed(what=what)
    text = data.strip()
    begin, end = b"-----BEGIN %b-----" % label, b"-----END %b-----" % label
    if not text.startswith(b"-----"):
        return data
    if not (text.startswith(begin) and text.endswith(end)):
        raise DocumentMalformed(what=what)
    inside = b"".join(text[len(begin) : -len(end)].split())
    return _parsed(lambda: base64.b64decode(inside, validate=True), what)


def _parsed(read: Callable[[], Read], what: Text) -> Read:
    """What a parser says, its complaints as ours."""
    try:
        return read()
    except (ValueError, TypeError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        raise DocumentMalformed(what=what) from None


def _require_one_algorithm(
    der: bytes, named: x509.ObjectIdentifier, inner: asn1.TLV, what: Text
) -> None:
    """The algorithm is one of those taken, outside and inside the signature alike."""
    outer = _parsed(lambda: asn1.decode_der(Signed, der), what).algorithm
    if named not in SIGNED_WITH or bytes(outer.data) != bytes(inner.data):
        raise DocumentMalformed(what=what)


def _signed_by(
    key: MessageVerifier,
    document: x509.Certificate | x509.CertificateSigningRequest | x509.CertificateRevocationList,
    body: bytes,
) -> bool:
    """Whether that key signed the body; what the document says of its algorithm must be the key's."""
    if SIGNED_WITH.get(document.signature_algorithm_oid) is not key.algorithm:
        return False
    return rightly_signed(key, body, document.signature)


def _key(spki: asn1.TLV, crypto: CryptoProvider, what: Text) -> MessageVerifier:
    """The key of a SubjectPublicKeyInfo; kinds that may not sign messages are refused."""
    try:
        return verifier_of(asn1.encode_der(spki), crypto)
    except KeyMalformed:
        raise DocumentMalformed(what=what) from None


def _require_understood(
    extensions: x509.Extensions, understood: Iterable[x509.ObjectIdentifier]
) -> None:
    for extension in extensions:
        if extension.critical and extension.oid not in understood:
            raise ExtensionUnknown(oid=extension.oid.dotted_string)

"""The ASN.1 of X.509 (RFC 5280), PKCS#10 (RFC 2986) and CRLs; what we write ourselves is SM2.

What the standard leaves open is closed here: version 3, SM2-with-SM3 without parameters (GM/T 0015
§5.2), names and keys as the DER they came in.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final

from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier
from cryptography.x509.oid import SignatureAlgorithmOID

from kernel.crypto import SignatureAlgorithm

SM2_WITH_SM3: Final = ObjectIdentifier("1.2.156.10197.1.501")
SIGNED_WITH: Final = {
    SM2_WITH_SM3: SignatureAlgorithm.SM2_SM3,
    SignatureAlgorithmOID.RSA_WITH_SHA256: SignatureAlgorithm.RSA_SHA256,
    SignatureAlgorithmOID.ECDSA_WITH_SHA256: SignatureAlgorithm.ECDSA_SHA256,
}
"""How documents may be signed; anything else (SHA-1, PSS, other curves' hashes) is refused."""

_GENERALIZED_FROM: Final = 2050


@asn1.sequence
class Algorithm:
    """AlgorithmIdentifier without parameters."""

    oid: ObjectIdentifier


@asn1.sequence
class AlgorithmWithNull:
    """The same for RSA, which wants its parameters to be there and empty (RFC 4055 §5)."""

    oid: ObjectIdentifier
    parameters: asn1.Null


@asn1.sequence
class PublicKeyInfo:
    """SubjectPublicKeyInfo, for the bits of the key."""

    algorithm: asn1.TLV
    key: asn1.BitString


Time = asn1.UTCTime | asn1.GeneralizedTime


@asn1.sequence
class Validity:
    """From when to when."""

    since: Time
    until: Time


@asn1.sequence
class Extension:
    """One extension; the value is DER."""

    oid: ObjectIdentifier
    critical: Annotated[bool, asn1.Default(value=False)]
    value: bytes


@asn1.sequence
class CertificateBody:
    """TBSCertificate, version 3."""

    version: Annotated[int, asn1.Explicit(0)]
    serial: int
    algorithm: asn1.TLV
    issuer: asn1.TLV
    validity: Validity
    subject: asn1.TLV
    key: asn1.TLV
    extensions: Annotated[list[Extension], asn1.Explicit(3)]


@asn1.sequence
class RequestBody:
    """CertificationRequestInfo; we ask for no attributes."""

    version: int
    subject: asn1.TLV
    key: asn1.TLV
    attributes: Annotated[asn1.SetOf[asn1.TLV], asn1.Implicit(0)]


@asn1.sequence
class RevokedEntry:
    """One line of a revocation list."""

    serial: int
    at: Time


@asn1.sequence
class ListBody:
    """TBSCertList, version 2."""

    version: int
    algorithm: asn1.TLV
    issuer: asn1.TLV
    this_update: Time
    next_update: Time
    revoked: list[RevokedEntry] | None
    extensions: Annotated[list[Extension], asn1.Explicit(0)]


@asn1.sequence
class Signed:
    """What all three are: a body, the algorithm, the signature."""

    body: asn1.TLV
    algorithm: asn1.TLV
    signature: asn1.BitString


def time_of(at: datetime) -> Time:
    """UTCTime until 2049, GeneralizedTime after (RFC 5280 §4.1.2.5), whole seconds."""
    whole = at.astimezone(UTC).replace(microsecond=0)
    return asn1.GeneralizedTime(whole) if whole.year >= _GENERALIZED_FROM else asn1.UTCTime(whole)


def part(der: bytes) -> asn1.TLV:
    """DER as a part of something larger."""
    return asn1.decode_der(asn1.TLV, der)


ALGORITHM: Final = part(asn1.encode_der(Algorithm(oid=SM2_WITH_SM3)))
ALGORITHMS: Final = {
    SignatureAlgorithm.SM2_SM3: ALGORITHM,
    SignatureAlgorithm.RSA_SHA256: part(
        asn1.encode_der(
            AlgorithmWithNull(oid=SignatureAlgorithmOID.RSA_WITH_SHA256, parameters=asn1.Null())
        )
    ),
    SignatureAlgorithm.ECDSA_SHA256: part(
        asn1.encode_der(Algorithm(oid=SignatureAlgorithmOID.ECDSA_WITH_SHA256))
    ),
}

"""The ASN.1 of X.509 (RFC 5280), PKCS#10 (RFC 2986) and CRLs, as far as we write it, with SM2.

What the standard leaves open is closed here: version 3, SM2-with-SM3 without parameters (GM/T 0015
§5.2), names and keys as the DER they came in.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final

from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier

SM2_WITH_SM3: Final = ObjectIdentifier("1.2.156.10197.1.501")
_GENERALIZED_FROM: Final = 2050


@asn1.sequence
class Algorithm:
    """AlgorithmIdentifier without parameters."""

    oid: ObjectIdentifier


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

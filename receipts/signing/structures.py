"""The ASN.1 of a detached CMS signature (RFC 5652) with the attributes PAdES B-B asks for (ETSI EN 319 142-1)."""

from __future__ import annotations

from typing import Annotated, Final

from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier

DATA: Final = ObjectIdentifier("1.2.840.113549.1.7.1")
SIGNED_DATA: Final = ObjectIdentifier("1.2.840.113549.1.7.2")
CONTENT_TYPE: Final = ObjectIdentifier("1.2.840.113549.1.9.3")
MESSAGE_DIGEST: Final = ObjectIdentifier("1.2.840.113549.1.9.4")
SIGNING_CERTIFICATE: Final = ObjectIdentifier("1.2.840.113549.1.9.16.2.47")
SHA256: Final = ObjectIdentifier("2.16.840.1.101.3.4.2.1")


@asn1.sequence
class Named:
    """A thing that is nothing but its kind: an algorithm without parameters, a content left outside."""

    oid: ObjectIdentifier


@asn1.sequence
class Attribute:
    """One thing that is signed besides the document."""

    oid: ObjectIdentifier
    values: asn1.SetOf[asn1.TLV]


@asn1.sequence
class CertificateId:
    """ESSCertIDv2: SHA-256 of the certificate; SHA-256 is what is meant where nothing is said."""

    digest: bytes


@asn1.sequence
class SigningCertificate:
    """SigningCertificateV2: which certificate signed, so that no other of the same key is put in its place."""

    certificates: list[CertificateId]


@asn1.sequence
class IssuerAndSerial:
    """Who signed."""

    issuer: asn1.TLV
    serial: int


@asn1.sequence
class SignerInfo:
    """One signature."""

    version: int
    signer: IssuerAndSerial
    digest: asn1.TLV
    attributes: Annotated[asn1.SetOf[Attribute], asn1.Implicit(0)]
    algorithm: asn1.TLV
    signature: bytes


@asn1.sequence
class SignedData:
    """Signatures and certificates around a document that stands elsewhere."""

    version: int
    digests: asn1.SetOf[asn1.TLV]
    content: Named
    certificates: Annotated[asn1.SetOf[asn1.TLV], asn1.Implicit(0)]
    signers: asn1.SetOf[SignerInfo]


@asn1.sequence
class ContentInfo:
    """The outermost shell."""

    kind: ObjectIdentifier
    content: Annotated[SignedData, asn1.Explicit(0)]


def part(der: bytes) -> asn1.TLV:
    """DER as a part of something larger."""
    return asn1.decode_der(asn1.TLV, der)

"""Makes and reads the detached signature of a PDF: one signer, ECDSA or RSA with SHA-256 (PAdES B-B).

When it was signed stands in the PDF's own dictionary: PAdES wants no signing time among the attributes.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any, Final

from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier

from kernel.certificates import Certificate
from kernel.certificates.structures import ALGORITHMS
from kernel.crypto import CryptoProvider, MessageSigner, rightly_signed, signed
from kernel.errors import YinqiError
from receipts.signing import structures as s

_SHA256: Final = s.part(asn1.encode_der(s.Named(oid=s.SHA256)))
_LONG: Final = 0x80


def make(digest: bytes, key: MessageSigner, chain: Sequence[Certificate]) -> bytes:
    """The signature of a document of that SHA-256; `chain` begins with the signer's certificate."""
    attributes = asn1.SetOf(_attributes(digest, chain[0]))
    return _assembled(digest, chain, signed(key, asn1.encode_der(attributes)))


def is_as_made(cms: bytes, digest: bytes, chain: Sequence[Certificate]) -> bool:
    """Whether a signature that holds is, byte for byte, what `make` writes: much of a CMS is not signed itself."""
    try:
        [info] = asn1.decode_der(s.ContentInfo, cms).content.signers.as_list()
    except (ValueError, TypeError):
        return False
    return hmac.compare_digest(cms, _assembled(digest, chain, info.signature))


def _assembled(digest: bytes, chain: Sequence[Certificate], signature: bytes) -> bytes:
    signer = chain[0]
    info = s.SignerInfo(
        version=1,
        signer=_id_of(signer),
        digest=_SHA256,
        attributes=asn1.SetOf(_attributes(digest, signer)),
        algorithm=ALGORITHMS[signer.key.algorithm],
        signature=signature,
    )
    body = s.SignedData(
        version=1,
        digests=asn1.SetOf([_SHA256]),
        content=s.Named(oid=s.DATA),
        certificates=asn1.SetOf([s.part(one.der) for one in chain]),
        signers=asn1.SetOf([info]),
    )
    return asn1.encode_der(s.ContentInfo(kind=s.SIGNED_DATA, content=body))


def signer_of(cms: bytes, digest: bytes, crypto: CryptoProvider) -> Certificate | None:
    """The certificate whose key signed a document of that SHA-256; None for anything that is not so."""
    try:
        body = asn1.decode_der(s.ContentInfo, cms).content
        [info] = body.signers.as_list()
        read = [
            Certificate.read(bytes(asn1.encode_der(one)), crypto)
            for one in body.certificates.as_list()
        ]
    except (ValueError, TypeError, YinqiError):
        return None
    found = next((one for one in read if _is_of(info.signer, one)), None)
    if found is None or not _says(info.attributes.as_list(), digest, found):
        return None
    over = asn1.encode_der(info.attributes)
    return found if rightly_signed(found.key, over, info.signature) else None


def length_of(padded: bytes) -> int:
    """How long the DER at the beginning of some bytes is; 0 where there is none."""
    if len(padded) < 2 or padded[0] != 0x30:  # noqa: PLR2004 - tag and length
        return 0
    size = padded[1]
    if size < _LONG:
        return 2 + size
    count = size & 0x7F
    return 2 + count + int.from_bytes(padded[2 : 2 + count])


def _attributes(digest: bytes, signer: Certificate) -> list[s.Attribute]:
    named = s.CertificateId(digest=hashlib.sha256(signer.der).digest())
    return [
        _attribute(s.CONTENT_TYPE, s.DATA),
        _attribute(s.MESSAGE_DIGEST, digest),
        _attribute(s.SIGNING_CERTIFICATE, s.SigningCertificate(certificates=[named])),
    ]


def _attribute(oid: ObjectIdentifier, value: Any) -> s.Attribute:
    return s.Attribute(oid=oid, values=asn1.SetOf([s.part(asn1.encode_der(value))]))


def _id_of(signer: Certificate) -> s.IssuerAndSerial:
    issuer = s.part(signer.x509.issuer.public_bytes())
    return s.IssuerAndSerial(issuer=issuer, serial=signer.x509.serial_number)


def _is_of(named: s.IssuerAndSerial, one: Certificate) -> bool:
    return asn1.encode_der(named) == asn1.encode_der(_id_of(one))


def _says(attributes: Sequence[s.Attribute], digest: bytes, signer: Certificate) -> bool:
    """Whether exactly what we write is signed: this content, this digest, this certificate."""
    found = sorted(asn1.encode_der(one) for one in attributes)
    wanted = sorted(asn1.encode_der(one) for one in _attributes(digest, signer))
    return hmac.compare_digest(b"".join(found), b"".join(wanted))

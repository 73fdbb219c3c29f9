"""Keys as bytes: SubjectPublicKeyInfo and PKCS#8, DER and PEM, for every provider alike.

Strict: one curve, uncompressed points, nothing before or after. What is read back is only 32 or 65
bytes; the provider that loads them derives the public half itself.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Annotated, Final

from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier

from kernel.crypto.curve import POINT_BYTES
from kernel.crypto.errors import KeyMalformed, PassphraseWrong
from kernel.crypto.key_encryption import open_pkcs8, seal_pkcs8
from kernel.ids import Randomness
from kernel.text import Text

_EC_PUBLIC_KEY: Final = ObjectIdentifier("1.2.840.10045.2.1")
_SM2: Final = ObjectIdentifier("1.2.156.10197.1.301")
# SEQUENCE { SEQUENCE { id-ecPublicKey, sm2 }, BIT STRING } up to the point: constant for our curve.
_SPKI_START: Final = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
_PEM: Final = re.compile(
    rb"-----BEGIN ([A-Z0-9 ]{1,40})-----\r?\n([A-Za-z0-9+/=\r\n]{1,8192})-----END \1-----"
)
_NO_PEM: Final = Text("不是受支持的 PEM 格式", "not a PEM of a supported kind")
_NO_SPKI: Final = Text("不是 SM2 公钥（SPKI）", "not an SM2 SubjectPublicKeyInfo")
_NO_PKCS8: Final = Text("不是 SM2 私钥（PKCS#8）", "not an SM2 private key in PKCS#8")


@asn1.sequence
class _Algorithm:
    algorithm: ObjectIdentifier
    curve: ObjectIdentifier


@asn1.sequence
class _EcPrivateKey:
    """RFC 5915."""

    version: int
    scalar: bytes
    curve: Annotated[ObjectIdentifier | None, asn1.Explicit(0)]
    point: Annotated[asn1.BitString | None, asn1.Explicit(1)]


@asn1.sequence
class _PrivateKeyInfo:
    """RFC 5208."""

    version: int
    algorithm: _Algorithm
    key: bytes


def encode_public_key(point: bytes) -> bytes:
    """Return SubjectPublicKeyInfo (DER) of a 65-byte point."""
    return _SPKI_START + point


def is_sm2(der: bytes) -> bool:
    """Tell whether a SubjectPublicKeyInfo claims to be of our curve."""
    return der.startswith(_SPKI_START)


def decode_public_key(der: bytes) -> bytes:
    """Return the 65-byte point; whether it lies on the curve is checked at loading."""
    if len(der) != len(_SPKI_START) + POINT_BYTES or not der.startswith(_SPKI_START):
        raise KeyMalformed(reason=_NO_SPKI)
    return der[len(_SPKI_START) :]


def encode_private_key(scalar: bytes, point: bytes | None) -> bytes:
    """Return PKCS#8 (DER); without a point the reader derives it."""
    bits = None if point is None else asn1.BitString(point, 0)
    inner = _EcPrivateKey(version=1, scalar=scalar, curve=None, point=bits)
    algorithm = _Algorithm(algorithm=_EC_PUBLIC_KEY, curve=_SM2)
    return asn1.encode_der(
        _PrivateKeyInfo(version=0, algorithm=algorithm, key=asn1.encode_der(inner))
    )


def decode_private_key(der: bytes) -> tuple[bytes, bytes | None]:
    """Return (scalar, the public point if it is in the file)."""
    try:
        outer = asn1.decode_der(_PrivateKeyInfo, der)
        inner = asn1.decode_der(_EcPrivateKey, outer.key)
    except ValueError:
        raise KeyMalformed(reason=_NO_PKCS8) from None
    algorithm = (outer.algorithm.algorithm, outer.algorithm.curve)
    if (outer.version, inner.version) != (0, 1) or algorithm != (_EC_PUBLIC_KEY, _SM2):
        raise KeyMalformed(reason=_NO_PKCS8)
    if inner.curve not in (None, _SM2):
        raise KeyMalformed(reason=_NO_PKCS8)
    return inner.scalar, None if inner.point is None else inner.point.as_bytes()


def public_key_pem(point: bytes) -> bytes:
    """Return SubjectPublicKeyInfo as PEM."""
    return _armour(b"PUBLIC KEY", encode_public_key(point))


def public_key_der(pem: bytes) -> bytes:
    """Return what a `PUBLIC KEY` PEM holds, of whatever kind, or raise KeyMalformed."""
    return _unarmour(pem, b"PUBLIC KEY")[1]


def read_public_key_pem(pem: bytes) -> bytes:
    """Return the point of a `PUBLIC KEY` PEM, or raise KeyMalformed."""
    return decode_public_key(public_key_der(pem))


def private_key_pem(
    scalar: bytes, point: bytes, passphrase: bytes | None, randomness: Randomness
) -> bytes:
    """Return PKCS#8 as PEM, encrypted unless `passphrase` is None."""
    der = encode_private_key(scalar, point)
    if passphrase is None:
        return _armour(b"PRIVATE KEY", der)
    sealed = seal_pkcs8(der, passphrase, randomness)
    return _armour(b"ENCRYPTED PRIVATE KEY", sealed)


def read_private_key_pem(pem: bytes, passphrase: bytes | None) -> tuple[bytes, bytes | None]:
    """Return (scalar, point or None); raise KeyMalformed or PassphraseWrong."""
    label, der = _unarmour(pem, b"PRIVATE KEY", b"ENCRYPTED PRIVATE KEY")
    if label == b"PRIVATE KEY":
        return decode_private_key(der)
    if passphrase is None:
        raise PassphraseWrong
    opened = open_pkcs8(der, passphrase)
    try:
        return decode_private_key(opened)
    except KeyMalformed:  # one wrong pass phrase in 256 leaves padding that looks right
        raise PassphraseWrong from None


def _armour(label: bytes, der: bytes) -> bytes:
    lines = re.findall(rb".{1,64}", base64.b64encode(der))
    return b"\n".join([b"-----BEGIN %b-----" % label, *lines, b"-----END %b-----" % label, b""])


def _unarmour(pem: bytes, *labels: bytes) -> tuple[bytes, bytes]:
    match = _PEM.fullmatch(pem.strip())
    if match is None or match[1] not in labels:
        raise KeyMalformed(reason=_NO_PEM)
    try:
        return match[1], base64.b64decode(b"".join(match[2].split()), validate=True)
    except binascii.Error:
        raise KeyMalformed(reason=_NO_PEM) from None

"""PKCS#8 under a pass phrase: PBES2 of RFC 8018.

Written: PBKDF2 with HMAC-SHA256 and SM4-CBC, which OpenSSL 3.0 reads too (it knows no hmacWithSM3).
Read: also AES and HMAC-SM3. CBC has no integrity; the caller must parse strictly what comes out.
"""

from __future__ import annotations

import hashlib
from typing import Final

from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES, SM4
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.x509 import ObjectIdentifier

from kernel.crypto.errors import KeyMalformed, PassphraseWrong
from kernel.ids import Randomness
from kernel.text import Text

ITERATIONS: Final = 600_000
_ITERATIONS_MAX: Final = 5_000_000  # a hostile file must not keep a processor busy for minutes
_SALT_BYTES: Final = 16
_BLOCK_BYTES: Final = 16
_BLOCK_BITS: Final = 8 * _BLOCK_BYTES

_PBES2: Final = ObjectIdentifier("1.2.840.113549.1.5.13")
_PBKDF2: Final = ObjectIdentifier("1.2.840.113549.1.5.12")
_HMAC_SHA256: Final = ObjectIdentifier("1.2.840.113549.2.9")
_SM4_CBC: Final = ObjectIdentifier("1.2.156.10197.1.104.2")
_HASHES: Final = {
    _HMAC_SHA256: "sha256",
    ObjectIdentifier("1.2.840.113549.2.11"): "sha512",
    ObjectIdentifier("1.2.156.10197.1.401.2"): "sm3",
}
_CIPHERS: Final[dict[ObjectIdentifier, tuple[type[SM4 | AES], int]]] = {
    _SM4_CBC: (SM4, 16),
    ObjectIdentifier("2.16.840.1.101.3.4.1.2"): (AES, 16),
    ObjectIdentifier("2.16.840.1.101.3.4.1.42"): (AES, 32),
}
_UNSUPPORTED: Final = Text("私钥加密方式不受支持", "the key is encrypted in a way not supported")


@asn1.sequence
class _Prf:
    algorithm: ObjectIdentifier
    parameters: asn1.Null | None


@asn1.sequence
class _KdfParameters:
    salt: bytes
    iterations: int
    key_bytes: int | None
    prf: _Prf | None  # absent means HMAC-SHA1, which we refuse


@asn1.sequence
class _Kdf:
    algorithm: ObjectIdentifier
    parameters: _KdfParameters


@asn1.sequence
class _Encryption:
    algorithm: ObjectIdentifier
    iv: bytes


@asn1.sequence
class _Pbes2Parameters:
    kdf: _Kdf
    encryption: _Encryption


@asn1.sequence
class _Pbes2:
    algorithm: ObjectIdentifier
    parameters: _Pbes2Parameters


@asn1.sequence
class _EncryptedPrivateKeyInfo:
    algorithm: _Pbes2
    data: bytes


def seal_pkcs8(der: bytes, passphrase: bytes, randomness: Randomness) -> bytes:
    """Return EncryptedPrivateKeyInfo (DER) of a PKCS#8 DER."""
    salt, iv = randomness.token_bytes(_SALT_BYTES), randomness.token_bytes(_BLOCK_BYTES)
    prf = _Prf(algorithm=_HMAC_SHA256, parameters=asn1.Null())
    kdf = _KdfParameters(salt=salt, iterations=ITERATIONS, key_bytes=None, prf=prf)
    parameters = _Pbes2Parameters(
        kdf=_Kdf(algorithm=_PBKDF2, parameters=kdf),
        encryption=_Encryption(algorithm=_SM4_CBC, iv=iv),
    )
    padder = PKCS7(_BLOCK_BITS).padder()
    padded = padder.update(der) + padder.finalize()
    encryptor = _cipher(parameters, passphrase).encryptor()
    data = encryptor.update(padded) + encryptor.finalize()
    envelope = _Pbes2(algorithm=_PBES2, parameters=parameters)
    return asn1.encode_der(_EncryptedPrivateKeyInfo(algorithm=envelope, data=data))


def open_pkcs8(der: bytes, passphrase: bytes) -> bytes:
    """Return what the pass phrase opens; raise KeyMalformed or PassphraseWrong."""
    try:
        info = asn1.decode_der(_EncryptedPrivateKeyInfo, der)
    except ValueError:
        raise KeyMalformed(reason=_UNSUPPORTED) from None
    parameters = info.algorithm.parameters
    if (info.algorithm.algorithm, parameters.kdf.algorithm) != (_PBES2, _PBKDF2):
        raise KeyMalformed(reason=_UNSUPPORTED)
    decryptor = _cipher(parameters, passphrase).decryptor()
    unpadder = PKCS7(_BLOCK_BITS).unpadder()
    try:
        padded = decryptor.update(info.data) + decryptor.finalize()
        return unpadder.update(padded) + unpadder.finalize()
    except ValueError:
        raise PassphraseWrong from None


def _cipher(parameters: _Pbes2Parameters, passphrase: bytes) -> Cipher[CBC]:
    """Derive the key and set up the cipher, or raise KeyMalformed."""
    kdf, encryption = parameters.kdf.parameters, parameters.encryption
    hash_name = _HASHES.get(kdf.prf.algorithm) if kdf.prf else None
    cipher, key_bytes = _CIPHERS.get(encryption.algorithm, (None, 0))
    supported = (
        hash_name is not None
        and 1 <= kdf.iterations <= _ITERATIONS_MAX
        and kdf.key_bytes in (None, key_bytes)
        and len(encryption.iv) == _BLOCK_BYTES
    )
    if cipher is None or hash_name is None or not supported:
        raise KeyMalformed(reason=_UNSUPPORTED)
    key = hashlib.pbkdf2_hmac(hash_name, passphrase, kdf.salt, kdf.iterations, key_bytes)
    return Cipher(cipher(key), CBC(encryption.iv))

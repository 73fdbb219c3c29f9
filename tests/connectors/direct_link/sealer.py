"""An ERP that seals, written from the manual with other libraries than ours: gmalg, cryptography.

`seal` and `unseal` are the whole of what an integrator has to write.
"""

from __future__ import annotations

import hashlib
import os
from typing import Any, cast

import gmalg
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES, SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)

_OAEP = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
_SM2_SPKI_BYTES = 91


def seal(spki: bytes, signature: bytes, message: bytes) -> bytes:
    """Seal to the key of a SubjectPublicKeyInfo in DER."""
    key_id = hashlib.new("sm3", spki).digest()[:8]
    content_key, wrapped = _wrapped(spki, key_id)
    start = b"YQS1" + key_id + len(wrapped).to_bytes(2) + wrapped + os.urandom(12)
    encryptor = _cipher(content_key, start[-12:]).encryptor()
    encryptor.authenticate_additional_data(start)
    inside = len(signature).to_bytes(2) + signature + message
    return start + encryptor.update(inside) + encryptor.finalize() + encryptor.tag


def unseal(private: Any, sealed: bytes) -> tuple[bytes, bytes]:
    """Signature and message out of a seal; `private` is 32 bytes for SM2."""
    assert sealed[:4] == b"YQS1"
    end = 14 + int.from_bytes(sealed[12:14])
    start, nonce = sealed[: end + 12], sealed[end : end + 12]
    key = _unwrapped(private, sealed[14:end], sealed[4:12])
    decryptor = Cipher(_algorithm(key), GCM(nonce, sealed[-16:])).decryptor()
    decryptor.authenticate_additional_data(start)
    inside = decryptor.update(sealed[end + 12 : -16]) + decryptor.finalize()
    size = int.from_bytes(inside[:2])
    return inside[2 : 2 + size], inside[2 + size :]


def _wrapped(spki: bytes, key_id: bytes) -> tuple[bytes, bytes]:
    if len(spki) == _SM2_SPKI_BYTES and bytes.fromhex("2a811ccf5501822d") in spki:
        content_key = os.urandom(16)
        return content_key, _sm2_der(gmalg.SM2(pk=spki[-65:]).encrypt(content_key))
    public = load_der_public_key(spki)
    if isinstance(public, rsa.RSAPublicKey):
        content_key = os.urandom(32)
        return content_key, public.encrypt(content_key, _OAEP)
    ephemeral = ec.generate_private_key(ec.SECP256R1())
    point = ephemeral.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    secret = ephemeral.exchange(ec.ECDH(), cast("ec.EllipticCurvePublicKey", public))
    return _derived(secret, point, key_id), point


def _unwrapped(private: Any, wrapped: bytes, key_id: bytes) -> bytes:
    if isinstance(private, bytes):
        return cast("bytes", gmalg.SM2(private).decrypt(_sm2_raw(wrapped)))
    if isinstance(private, rsa.RSAPrivateKey):
        return private.decrypt(wrapped, _OAEP)
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), wrapped)
    return _derived(private.exchange(ec.ECDH(), point), wrapped, key_id)


def _derived(secret: bytes, point: bytes, key_id: bytes) -> bytes:
    info = b"yinqi sealed message" + point + key_id
    return HKDF(hashes.SHA256(), 32, None, info).derive(secret)


def _algorithm(key: bytes) -> Any:
    return SM4(key) if len(key) == 16 else AES(key)


def _cipher(key: bytes, nonce: bytes) -> Cipher[GCM]:
    return Cipher(_algorithm(key), GCM(nonce))


def _sm2_der(raw: bytes) -> bytes:
    """04‖x‖y‖C3‖C2 as SEQUENCE { x, y, C3, C2 }; two integers go as a signature's do."""
    x, y = int.from_bytes(raw[1:33]), int.from_bytes(raw[33:65])
    numbers = encode_dss_signature(x, y)[2:]
    inside = numbers + b"\x04\x20" + raw[65:97] + b"\x04" + bytes([len(raw) - 97]) + raw[97:]
    return (
        b"\x30"
        + (bytes([len(inside)]) if len(inside) < 128 else b"\x81" + bytes([len(inside)]))
        + inside
    )


def _sm2_raw(der: bytes) -> bytes:
    inside = der[2:] if der[1] < 128 else der[3:]
    end = 2 + inside[1]
    end += 2 + inside[end + 1]
    x, y = decode_dss_signature(b"\x30" + bytes([end]) + inside[:end])
    c3 = inside[end + 2 : end + 34]
    c2 = inside[end + 36 :]
    return b"\x04" + x.to_bytes(32) + y.to_bytes(32) + c3 + c2

"""Web push as cryptography: messages only the browser can read (RFC 8291), a sender's proof (VAPID, RFC 8292).

The one place besides customers' certificates where foreign curves are used: browsers know no others.
Nothing of the bank's own is signed or kept with these keys.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

POINT_BYTES: Final = 65
AUTH_BYTES: Final = 16
SALT_BYTES: Final = 16
_RECORD_BYTES: Final = 4096
PLAIN_BYTES_MAX: Final = _RECORD_BYTES - POINT_BYTES - SALT_BYTES - 5 - 16 - 1
"""What fits into the one record that every push service takes."""
_LAST: Final = b"\x02"
_NUMBER_BYTES: Final = 32
_HALF: Final = 4 + 1  # record size and the length of the key that follow the salt

Key = ec.EllipticCurvePrivateKey


def new_key() -> Key:
    """A key on P-256."""
    return ec.generate_private_key(ec.SECP256R1())


def write_key(key: Key) -> bytes:
    """The key as PEM, for a file only its owner reads."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def read_key(pem: bytes) -> Key:
    """The key again; raises ValueError for anything else."""
    found = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(found, ec.EllipticCurvePrivateKey):
        message = "not a key on a curve"
        raise ValueError(message)  # noqa: TRY004 - what is wrong is the file's content
    return found


def point_of(key: Key) -> bytes:
    """The public half, uncompressed, as subscriptions and headers spell it."""
    return key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def is_point(raw: bytes) -> bool:
    """Whether these bytes are a point of the curve."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError:
        return False
    return len(raw) == POINT_BYTES


def seal(plain: bytes, receiver: bytes, auth: bytes, *, key: Key, salt: bytes) -> bytes:
    """One record of aes128gcm that only the browser opens; `key` and `salt` are for this message alone."""
    own = point_of(key)
    secret, nonce = _content_keys(key, receiver, auth, salt, (receiver, own))
    body = AESGCM(secret).encrypt(nonce, plain + _LAST, None)
    return salt + _RECORD_BYTES.to_bytes(4, "big") + bytes([len(own)]) + own + body


def unseal(message: bytes, key: Key, auth: bytes) -> bytes:
    """What a browser does with it; raises InvalidTag or ValueError."""
    salt, rest = message[:SALT_BYTES], message[SALT_BYTES + _HALF :]
    sender, body = rest[:POINT_BYTES], rest[POINT_BYTES:]
    secret, nonce = _content_keys(key, sender, auth, salt, (point_of(key), sender))
    plain = AESGCM(secret).decrypt(nonce, body, None)
    return plain.rstrip(b"\0")[: -len(_LAST)]


def _content_keys(
    key: Key, other: bytes, auth: bytes, salt: bytes, points: tuple[bytes, bytes]
) -> tuple[bytes, bytes]:
    """Key and nonce of the content, RFC 8291 section 3.4; `points` are the receiver's and the sender's."""
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), other)
    shared = key.exchange(ec.ECDH(), public)
    secret = _derive(auth, shared, b"WebPush: info\0" + b"".join(points), 32)
    return (
        _derive(salt, secret, b"Content-Encoding: aes128gcm\0", 16),
        _derive(salt, secret, b"Content-Encoding: nonce\0", 12),
    )


def _derive(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def vapid(key: Key, audience: str, contact: str, until: datetime) -> str:
    """The value of `Authorization`: a JWT signed by ES256, and the key that verifies it."""
    claims = {"aud": audience, "exp": int(until.timestamp()), "sub": contact}
    signed = f"{_part({'typ': 'JWT', 'alg': 'ES256'})}.{_part(claims)}"
    halves = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    signature = b"".join(half.to_bytes(_NUMBER_BYTES, "big") for half in halves)
    return f"vapid t={signed}.{text64(signature)}, k={text64(point_of(key))}"


def claims_of(authorization: str) -> dict[str, Any]:
    """What a push service reads of it; raises ValueError unless the key given with it signed it."""
    token, _, point = authorization.removeprefix("vapid t=").partition(", k=")
    signed, _, signature = token.rpartition(".")
    raw = bytes64(signature)
    halves = (
        int.from_bytes(raw[:_NUMBER_BYTES], "big"),
        int.from_bytes(raw[_NUMBER_BYTES:], "big"),
    )
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes64(point))
    try:
        public.verify(encode_dss_signature(*halves), signed.encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as wrong:
        message = "not signed by that key"
        raise ValueError(message) from wrong
    found: dict[str, Any] = json.loads(bytes64(signed.rpartition(".")[2]))
    return found


def text64(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def bytes64(text: str) -> bytes:
    """The bytes again; raises ValueError."""
    if not text.isascii():
        raise ValueError(text)
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _part(said: dict[str, Any]) -> str:
    return text64(json.dumps(said, separators=(",", ":")).encode())

"""The SM2 curve of GM/T 0003.5 and what every provider must agree on: ranges, Z, the digest.

Z is computed here and not in a library, so that the user id (签名者标识) is always the one we
were given. Never does arithmetic with a secret.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from kernel.crypto.errors import KeyMalformed, UserIdTooLong
from kernel.ids import Randomness
from kernel.text import Text

if TYPE_CHECKING:
    from _hashlib import HASH

P: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A: Final = P - 3
B: Final = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G: Final = bytes.fromhex(
    "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7"
    "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0"
)
COORDINATE_BYTES: Final = 32
POINT_BYTES: Final = 1 + 2 * COORDINATE_BYTES
UNCOMPRESSED: Final = b"\x04"

DEFAULT_USER_ID: Final = b"1234567812345678"  # GM/T 0009 §10
USER_ID_BYTES_MAX: Final = 0xFFFF // 8
_DOMAIN: Final = A.to_bytes(32, "big") + B.to_bytes(32, "big") + G


def on_curve(coordinates: bytes) -> bool:
    """Tell whether x‖y (64 bytes) is a point of the curve; the cofactor is 1, so this suffices."""
    x = int.from_bytes(coordinates[:COORDINATE_BYTES], "big")
    y = int.from_bytes(coordinates[COORDINATE_BYTES:], "big")
    return x < P and y < P and (y * y - x * x * x - A * x - B) % P == 0


def checked_point(point: bytes) -> bytes:
    """Return an uncompressed public point (04‖x‖y, 65 bytes) or raise KeyMalformed."""
    if len(point) != POINT_BYTES or point[:1] != UNCOMPRESSED or not on_curve(point[1:]):
        reason = Text(
            "公钥须为曲线上的 65 字节非压缩点", "a public key is 65 bytes, 04‖x‖y, on the curve"
        )
        raise KeyMalformed(reason=reason)
    return bytes(point)


def checked_scalar(scalar: bytes) -> bytes:
    """Return a private scalar (32 bytes, 1 … n-2 by GM/T 0003.1 §6.1) or raise KeyMalformed."""
    value = int.from_bytes(scalar, "big")
    if len(scalar) != COORDINATE_BYTES or not 1 <= value <= N - 2:
        reason = Text(
            "私钥须为 32 字节且在 1 至 n-2 之间", "a private key is 32 bytes within 1 … n-2"
        )
        raise KeyMalformed(reason=reason)
    return bytes(scalar)


def random_scalar(randomness: Randomness) -> bytes:
    """Draw a private scalar or a nonce k, uniform over 1 … n-2 (rejection, no modulo bias)."""
    while True:
        scalar = randomness.token_bytes(COORDINATE_BYTES)
        if 1 <= int.from_bytes(scalar, "big") <= N - 2:
            return scalar


def prehash(point: bytes, user_id: bytes) -> HASH:
    """Return SM3 already fed with Z = SM3(ENTL‖ID‖a‖b‖G‖public point) (GM/T 0003.2 §5.5)."""
    if len(user_id) > USER_ID_BYTES_MAX:
        raise UserIdTooLong(bytes_max=USER_ID_BYTES_MAX)
    length = (len(user_id) * 8).to_bytes(2, "big")
    z = hashlib.new("sm3", length + user_id + _DOMAIN + point[1:]).digest()
    return hashlib.new("sm3", z)

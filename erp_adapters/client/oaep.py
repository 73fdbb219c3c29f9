"""RSA-OAEP with SHA-256 (RFC 8017 §7.1.2) behind a token that only raises to the power: many know OAEP with SHA-1 alone.

What comes out of the token is as secret as what is inside; that it is taken apart here tells nobody else anything.
"""

from __future__ import annotations

import hashlib
from typing import Final

_HASH_BYTES: Final = 32
_EMPTY_LABEL: Final = hashlib.sha256(b"").digest()
_REFUSED: Final = "not encrypted with OAEP"


def opened(block: bytes) -> bytes:
    """What is in a block as long as the modulus; raises ValueError, which never says what is wrong."""
    first, masked_seed, masked = block[:1], block[1 : _HASH_BYTES + 1], block[_HASH_BYTES + 1 :]
    seed = _xor(masked_seed, _mask(masked, _HASH_BYTES))
    found = _xor(masked, _mask(seed, len(masked)))
    label, rest = found[:_HASH_BYTES], found[_HASH_BYTES:].lstrip(b"\0")
    if first != b"\0" or label != _EMPTY_LABEL or rest[:1] != b"\1":
        raise ValueError(_REFUSED)
    return rest[1:]


def _mask(seed: bytes, length: int) -> bytes:
    """MGF1 with SHA-256."""
    blocks = range(-(-length // _HASH_BYTES))
    made = (hashlib.sha256(seed + place.to_bytes(4)).digest() for place in blocks)
    return b"".join(made)[:length]


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))

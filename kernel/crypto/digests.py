"""SM3 and HMAC-SM3 from the standard library (GM/T 0004, GB/T 15852.2)."""

from __future__ import annotations

import hashlib
import hmac


def sm3(data: bytes) -> bytes:
    """Return the 32 bytes of SM3."""
    return hashlib.new("sm3", data).digest()


def sm3_hex(data: bytes) -> str:
    """Return SM3 as 64 lower-case hex digits."""
    return hashlib.new("sm3", data).hexdigest()


def hmac_sm3(key: bytes, data: bytes) -> bytes:
    """Return the 32 bytes of HMAC-SM3; compare with `hmac.compare_digest` only."""
    return hmac.digest(key, data, "sm3")


def sm3_available() -> bool:
    """Tell whether this Python has SM3 (one built without OpenSSL has not)."""
    return "sm3" in hashlib.algorithms_available

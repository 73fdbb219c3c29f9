"""One-time codes after RFC 6238 (动态口令): HMAC-SHA-1, six digits, 30 seconds, each step once.

SHA-1 and six digits are what every authenticator app takes; guessing is stopped by the count of
attempts, and a step that was used, or one before it, never counts again.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote, urlencode

from kernel import limits

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MODULUS: Final = 10**limits.TOTP_DIGITS


def step_at(now: datetime) -> int:
    """The step an instant belongs to."""
    return int((now - _EPOCH).total_seconds()) // limits.TOTP_STEP_S


def code_at(secret: bytes, step: int) -> str:
    """The code of a step (RFC 4226 §5.3)."""
    mac = hmac.digest(secret, step.to_bytes(8, "big"), hashlib.sha1)
    offset = mac[-1] & 0x0F
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFF_FFFF
    return str(number % _MODULUS).zfill(limits.TOTP_DIGITS)


def step_of(secret: bytes, typed: str, now: datetime, used: int) -> int | None:
    """The step whose code was typed, later than the last one used; None when there is none."""
    code = "".join(typed.split())
    newest = step_at(now)
    fit = [
        step
        for step in range(newest - limits.TOTP_STEPS_BACK, newest + 1)
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode("utf-8", "replace"))
    ]
    later = [step for step in fit if step > used]
    return later[0] if later else None


def address(secret: bytes, issuer: str, account: str) -> str:
    """The `otpauth` address an authenticator app scans."""
    query = urlencode({"secret": spelled(secret), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{query}"


def spelled(secret: bytes) -> str:
    """The secret as people type it where they cannot scan."""
    return base64.b32encode(secret).decode("ascii").rstrip("=")

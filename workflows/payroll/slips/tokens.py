"""Links and codes of payslips: made here, told once, kept as a hash and as a keyed mark.

A link names its enterprise, so that it is looked for inside that enterprise's wall and nowhere else.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Final
from uuid import UUID

from kernel.world import World

_ID_BYTES: Final = 16
_SECRET_BYTES: Final = 20
CODE_DIGITS: Final = 8
TOKEN_CHARS: Final = 48


def new_link(world: World, enterprise_id: UUID) -> str:
    """A link nobody guesses: 160 random bits."""
    raw = enterprise_id.bytes + world.randomness.token_bytes(_SECRET_BYTES)
    return base64.urlsafe_b64encode(raw).decode("ascii")


def enterprise_of(token: str) -> UUID | None:
    """Whose link it is; None for what is no link."""
    if len(token) != TOKEN_CHARS or not token.isascii():
        return None
    try:
        raw = base64.urlsafe_b64decode(token)
    except (binascii.Error, ValueError):
        return None
    return UUID(bytes=raw[:_ID_BYTES])


def new_code(world: World) -> str:
    """Eight digits, each as likely as any other."""
    number = int.from_bytes(world.randomness.token_bytes(_ID_BYTES), "big")
    return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def new_view(world: World) -> str:
    """What the browser keeps while the slip is open."""
    return base64.urlsafe_b64encode(world.randomness.token_bytes(_SECRET_BYTES)).decode("ascii")


def hash_of(secret: str) -> bytes:
    """What is kept of a link or a view: enough bits that nobody tries them all."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def typed(code: str) -> str:
    """A code as somebody typed it, without blanks and hyphens."""
    return "".join(one for one in code if one.isascii() and one.isdigit())[:CODE_DIGITS]

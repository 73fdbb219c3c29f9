"""What a fresh proof is about (待签内容): an operation, the digest that was shown, and what it weighs.

The challenge an authenticator signs is made of what is decided, the digest and the person: another
text, another decision or another person is another challenge.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from kernel.money import Money

METHODS_CHANGE: Final = "methods.change"
"""What a bank's rule calls a change of one's own methods."""


class Risk(StrEnum):
    """How risky a request looks; `normal` until something feeds it."""

    NORMAL = "normal"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Signing:
    """One thing to be proven; `statement` is what its signer says about it, such as `approve`."""

    operation: str
    digest: bytes
    statement: str = "confirm"
    money: Money | None = None
    risk: Risk = Risk.NORMAL
    parts: tuple[Signing, ...] = ()
    """Of what is signed together: each thing, and their sums; the proof must be enough for every one."""


def challenge_of(statement: str, nonce: bytes, digest: bytes, person_id: UUID) -> bytes:
    """The 32 bytes an authenticator signs, e.g. SHA-256 of `approve-v1`, NUL, nonce, digest, person."""
    prefix = f"{statement}-v1\0".encode("ascii")
    return hashlib.sha256(prefix + nonce + digest + person_id.bytes).digest()

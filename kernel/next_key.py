"""What a bank says about the key that comes next, in words that the key before signs (密钥换代公告).

    Yinqi-Next-Key: 1
    Bank: yungang
    Use: answers
    From: 2027-01-15T00:00:00+08:00

    -----BEGIN PUBLIC KEY----- …

The signature is over these bytes; nothing else that a bank signs begins with the first line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

ANSWERS: Final = "answers"
SEALS: Final = "seals"
_FIRST_LINE: Final = "Yinqi-Next-Key: 1"
_NAMES: Final = ["Bank", "Use", "From"]


@dataclass(frozen=True, slots=True)
class NextKey:
    """A key of a bank for one use, and the aware instant from which it is used."""

    bank: str
    use: str
    from_at: datetime
    pem: bytes

    def words(self) -> bytes:
        """As it is signed."""
        lines = (
            _FIRST_LINE,
            f"Bank: {self.bank}",
            f"Use: {self.use}",
            f"From: {self.from_at.isoformat()}",
            "",
            "",
        )
        return "\n".join(lines).encode() + self.pem


def read_next_key(words: bytes) -> NextKey:
    """The same from its words. Raises ValueError."""
    head, _, pem = words.partition(b"\n\n")
    first, *lines = head.decode("ascii").split("\n")
    pairs = [line.partition(": ") for line in lines]
    if first != _FIRST_LINE or [name for name, _, _ in pairs] != _NAMES:
        raise ValueError(first[:80])
    bank, use, from_at = (value for _, _, value in pairs)
    at = datetime.fromisoformat(from_at)
    if at.tzinfo is None:
        raise ValueError(from_at[:80])
    return NextKey(bank, use, at, pem)

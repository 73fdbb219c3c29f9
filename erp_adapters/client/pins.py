"""The keys of a bank that we trust, in one file: the first as it was compared by its fingerprint, then its successors.

A successor is taken in only in words that a key we trust has signed; both count side by side, and the one before until
`OVERLAP` after the other has begun. The file then reads as those words do (`kernel.next_key`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from erp_adapters.client.errors import ConfigWrong, Untrusted
from kernel.crypto import CryptoProvider, MessageVerifier, read_verifier, rightly_signed
from kernel.crypto.key_folder import KeyFolder
from kernel.errors import Invalid
from kernel.ids import Randomness
from kernel.next_key import read_next_key
from kernel.text import Text

OVERLAP: Final = timedelta(days=30)
_PEM: Final = re.compile(rb"-----BEGIN [A-Z ]+-----.*?-----END [A-Z ]+-----\n?", re.DOTALL)
_NOTHING: Final = Text("—", "—")
_UNREADABLE: Final = Text("看不懂的密钥换代公告", "the words about a next key make no sense")
_UNPROVEN: Final = Text(
    "密钥换代公告未经本行签名", "the words about a next key are not signed by the bank"
)
_FROM: Final = re.compile(rb"^From: (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Pin:
    """A key, and since when the bank uses it; the first one is used already."""

    key: MessageVerifier
    from_at: datetime | None


class Pins:
    """The keys in a file."""

    def __init__(self, path: Path, crypto: CryptoProvider, randomness: Randomness) -> None:
        """Read the file; raises ConfigWrong, KeyMalformed."""
        self._path = path
        self._crypto = crypto
        self._randomness = randomness
        self._pins = self._read()

    def trusted(self, key_id: str, now: datetime) -> MessageVerifier | None:
        """The key of that id, if it still counts."""
        ends: list[datetime | None] = [
            pin.from_at + OVERLAP if pin.from_at else None for pin in self._pins[1:]
        ]
        for pin, end in zip(self._pins, [*ends, None], strict=True):
            if key_id and pin.key.fingerprint().startswith(key_id):
                return pin.key if end is None or now < end else None
        return None

    def current(self, now: datetime) -> MessageVerifier:
        """The newest key whose time has come."""
        return [pin for pin in self._pins if pin.from_at is None or pin.from_at <= now][-1].key

    def knows(self, key_id: str) -> bool:
        """Whether a key of that id stands in the file."""
        return any(pin.key.fingerprint().startswith(key_id) for pin in self._pins)

    def take_in(
        self, words: bytes, signature: bytes, by: MessageVerifier, of: tuple[str, str]
    ) -> None:
        """Keep a successor `of` a bank's use, in words signed `by` a key that counts. Raises Untrusted."""
        try:
            found = read_next_key(words)
            key = read_verifier(found.pem, self._crypto)
        except (ValueError, Invalid):
            raise Untrusted(reason=_UNREADABLE, said=_NOTHING) from None
        if (found.bank, found.use) != of or not rightly_signed(by, words, signature):
            raise Untrusted(reason=_UNPROVEN, said=_NOTHING)
        if not self.knows(key.fingerprint()):
            kept = self._path.read_bytes().rstrip(b"\n") + b"\n\n" + words
            folder = KeyFolder(self._path.absolute().parent, self._randomness)
            folder.replace(self._path.name, kept)
        self._pins = self._read()

    def _read(self) -> list[Pin]:
        try:
            content = self._path.read_bytes()
        except OSError as fault:
            zh, en = (
                f"没有银行公钥文件 {self._path}",
                f"there is no file {self._path} with the bank's key",
            )
            raise ConfigWrong(reason=Text(zh, en)) from fault
        found, end = [], 0
        for match in _PEM.finditer(content):
            said = _FROM.search(content, end, match.start())
            at = datetime.fromisoformat(said[1].decode()) if said else None
            found.append(Pin(read_verifier(match[0], self._crypto), at))
            end = match.end()
        return found or [Pin(read_verifier(content, self._crypto), None)]

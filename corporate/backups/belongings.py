"""What belongs to the books and does not lie in the database: keys, archived documents, attachments.

Copied by name, sealed one by one. Keys and archived documents are written once and never change, so a
file that is there with the same time and size needs no second look. Nothing is ever removed here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from corporate.backups.store import SEALED, Store, durable
from kernel.crypto.sealed_stream import open_stream, seal_stream
from kernel.ids import Randomness

PARTS: Final = ("keys", "data-keys", "files", "postgres/secret")
_DRAFT: Final = ".part"
_HEAD: Final = "head.json"  # the anchored head of the audit chain
_COPY_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Belongings:
    """The data folder of the bank, and where the embedded server's own secret lies."""

    data: Path
    secret: Path | None = None

    def mirror(self, store: Store, key: bytes, randomness: Randomness) -> int:
        """Bring into the store what is new; return how many files."""
        count = 0
        for name, file in self._files():
            target = store.belongings / f"{name}{SEALED}"
            with file.open("rb") as content:
                facts = os.fstat(content.fileno())
                if _same_age(target, facts):
                    continue
                with durable(target) as out:
                    seal_stream(content, out, key, randomness)
            os.utime(target, ns=(facts.st_mtime_ns, facts.st_mtime_ns))
            count += 1
        return count

    def put_back(self, store: Store, key: bytes, to: datetime | None) -> tuple[int, int]:
        """Write what is missing here; return how many were written and how many were there already.

        The head of the audit chain is left out when it is younger than the instant restored to: it would
        say that the chain was cut.
        """
        written = kept = 0
        for sealed in sorted(store.belongings.rglob(f"*{SEALED}")):
            name = str(sealed.relative_to(store.belongings)).removesuffix(SEALED)
            target = self._place(name)
            if target.exists():
                kept += 1
            elif not (target.name == _HEAD and to and sealed.stat().st_mtime > to.timestamp()):
                _unseal(sealed, target, key)
                written += 1
        return written, kept

    def _files(self) -> Iterator[tuple[str, Path]]:
        for part in PARTS:
            place = self._place(part)
            if place.is_file():
                yield part, place
            for file in sorted(place.rglob("*")):
                if file.is_file() and not file.is_symlink() and file.suffix != _DRAFT:
                    yield f"{part}/{file.relative_to(place)}", file

    def _place(self, name: str) -> Path:
        if name == PARTS[-1] and self.secret is not None:
            return self.secret
        return self.data / name


def _same_age(target: Path, facts: os.stat_result) -> bool:
    return target.exists() and target.stat().st_mtime_ns == facts.st_mtime_ns


def _unseal(sealed: Path, target: Path, key: bytes) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with sealed.open("rb") as content, durable(target) as out:
        reader = open_stream(content, key)
        while data := reader.read(_COPY_BYTES):
            out.write(data)

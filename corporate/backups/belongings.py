"""What belongs to the books and does not lie in the database: keys, archived documents, attachments.

Copied by name, sealed one by one. Whoever writes here writes aside and renames, so a folder whose time
has not changed holds nothing new and is not looked at again. Nothing is ever removed from the store.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from corporate.backups.store import SEALED, Store, durable, own_like
from kernel.crypto.sealed_stream import Keys, open_stream, seal_stream
from kernel.ids import Randomness

PARTS: Final = ("keys", "data-keys", "files", "postgres/secret")
_DRAFT: Final = ".part"
_HEAD: Final = "head.json"  # the anchored head of the audit chain
_COPY_BYTES: Final = 1 << 20
_SETTLED_NS: Final = 1_000_000_000  # within one tick of its clock a folder may change twice


@dataclass(frozen=True, slots=True)
class Belongings:
    """The data folder of the bank, and where the embedded server's own secret lies."""

    data: Path
    secret: Path | None = None
    _seen: dict[Path, int] = field(default_factory=dict)

    def mirror(self, store: Store, keys: Keys, randomness: Randomness) -> int:
        """Bring into the store what is new; return how many files."""
        count = 0
        for name, file in self._files():
            target = store.belongings / f"{name}{SEALED}"
            try:
                with file.open("rb") as content:
                    count += _bring(content, target, keys, randomness)
            except FileNotFoundError:
                continue  # a draft that was renamed, or a pack that has served its time
        return count

    def put_back(self, store: Store, keys: Keys, to: datetime | None) -> tuple[int, int]:
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
                _unseal(sealed, target, keys)
                if name != PARTS[-1]:  # the embedded server's folder has an owner of its own
                    own_like(target, self.data)
                written += 1
        return written, kept

    def _files(self) -> Iterator[tuple[str, Path]]:
        for part in PARTS:
            place = self._place(part)
            if place.is_file():
                yield part, place
                continue
            for folder in (place, *place.rglob("*/")):
                for file in self._news(folder):
                    yield f"{part}/{file.relative_to(place)}", file

    def _news(self, folder: Path) -> list[Path]:
        """What lies in a folder, if anything was put there since the last look."""
        try:
            changed = (
                folder.stat().st_mtime_ns
            )  # before the look: what comes during it is seen next time
        except FileNotFoundError:
            return []
        if self._seen.get(folder) == changed:
            return []
        if time.time_ns() - changed > _SETTLED_NS:
            self._seen[folder] = changed
        found = (file for file in sorted(folder.iterdir()) if file.suffix != _DRAFT)
        return [file for file in found if file.is_file() and not file.is_symlink()]

    def _place(self, name: str) -> Path:
        if name == PARTS[-1] and self.secret is not None:
            return self.secret
        return self.data / name


def _bring(content: BinaryIO, target: Path, keys: Keys, randomness: Randomness) -> int:
    """Seal one file unless the store has it as it is; 1 when it was new."""
    changed = os.fstat(content.fileno()).st_mtime_ns
    if target.exists() and target.stat().st_mtime_ns == changed:
        return 0
    with durable(target) as out:
        seal_stream(content, out, keys, randomness)
    os.utime(target, ns=(changed, changed))
    return 1


def _unseal(sealed: Path, target: Path, keys: Keys) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with sealed.open("rb") as content, durable(target) as out:
        reader = open_stream(content, keys)
        while data := reader.read(_COPY_BYTES):
            out.write(data)

"""Files that hold keys: made once, whole, readable by their owner only.

Several processes may start at the same moment; all of them end up with the same key, because a
file is written aside and then linked to its name, which only one can do.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from kernel.crypto.errors import KeyFileExposed
from kernel.ids import Randomness

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class KeyFolder:
    """A folder (0700) of small secret files (0600)."""

    def __init__(self, path: Path, randomness: Randomness) -> None:
        self._path = path
        self._randomness = randomness
        path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def exists(self, name: str) -> bool:
        """Tell whether the file is there."""
        return (self._path / name).exists()

    def holds_any(self, pattern: str) -> bool:
        """Tell whether a file of that pattern is there."""
        return any(self._path.glob(pattern))

    def names(self, pattern: str) -> list[str]:
        """The files of that pattern, in order."""
        return sorted(path.name for path in self._path.glob(pattern))

    def read(self, name: str) -> bytes:
        """Return the content; FileNotFoundError, or KeyFileExposed when others could read it."""
        descriptor = os.open(self._path / name, os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(descriptor, "rb") as file:  # so that the file checked is the file read
            facts = os.fstat(descriptor)
            if facts.st_mode & _OTHERS or facts.st_uid != os.geteuid():
                raise KeyFileExposed(name=name)
            return file.read()

    def create_once(self, name: str, content: bytes) -> None:
        """Store `content` durably unless the name is taken already; never overwrite."""
        draft = self._draft(name, content)
        try:
            self._link(draft, name)
        finally:
            draft.unlink()

    def replace(self, name: str, content: bytes) -> None:
        """Store `content` durably in the place of what there is: a reader sees the one or the other."""
        self._draft(name, content).replace(self._path / name)
        self._sync()

    def remove(self, name: str) -> None:
        """Forget a file."""
        (self._path / name).unlink()
        self._sync()

    def _draft(self, name: str, content: bytes) -> Path:
        """The content in a file aside, on the disk."""
        draft = self._path / f".{name}.{self._randomness.token_bytes(8).hex()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        return draft

    def _link(self, draft: Path, name: str) -> None:
        try:
            (self._path / name).hardlink_to(draft)
        except FileExistsError:
            return  # another process was first; its content counts
        self._sync()

    def _sync(self) -> None:
        folder = os.open(self._path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

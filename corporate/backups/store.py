"""Where backups lie (备份库): a folder on another disk or machine, private, a part for each life of the server.

    <store>/age.json                         how old the newest of everything is
    <store>/belongings/…                     files and keys of the bank, sealed
    <store>/<system>-<timeline>/base/<label>/  base.sealed, manifest.json
    <store>/<system>-<timeline>/wal/         what the receiver writes now
    <store>/<system>-<timeline>/sealed/      finished parts of the log, sealed

A restored or promoted server begins a new timeline and so a new part: nothing old is written over.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from corporate.backups.errors import NoBackup
from kernel.text import Text

SEALED: Final = ".sealed"
MANIFEST: Final = "manifest.json"
_FORMAT: Final = 1
_BASE: Final = Text("基础备份", "base backup")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a base copy is: enough to check it without the key and to choose it for an instant."""

    label: str
    life: str  # <system>-<timeline>
    started_at: str
    finished_at: str
    first_wal: str  # the log from here on belongs to it
    server: str
    schema: str
    key: str  # fingerprint of the key that sealed it
    bytes: int
    sha256: str
    format: int = _FORMAT

    @property
    def finished(self) -> datetime:
        """When it was complete; earlier instants need an earlier copy."""
        return datetime.fromisoformat(self.finished_at)


class Store:
    """The folder, and the names in it."""

    def __init__(self, folder: Path) -> None:
        """Make the folder, for its owner only."""
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def life(self, name: str) -> Life:
        """The part of one life of the server, made when it is new."""
        found = Life(self.folder / name)
        for part in (found.base, found.wal, found.sealed):
            part.mkdir(mode=0o700, parents=True, exist_ok=True)
            own_like(part, self.folder)
        return found

    @property
    def belongings(self) -> Path:
        """The bank's files and keys."""
        return self.folder / "belongings"

    def lives(self) -> list[Life]:
        """Every life there is."""
        return [Life(found.parent) for found in sorted(self.folder.glob("*/base"))]

    def lives_of(self, system: str) -> list[Life]:
        """The lives of one server."""
        return [life for life in self.lives() if life.folder.name.startswith(f"{system}-")]

    def manifests(self) -> list[Manifest]:
        """All base copies, the oldest first."""
        found = [
            Manifest(**json.loads(path.read_bytes()))
            for life in self.lives()
            for path in life.base.glob(f"*/{MANIFEST}")
        ]
        return sorted(found, key=lambda one: one.finished)

    def choose(self, to: datetime | None) -> Manifest:
        """The newest base copy that was complete at that instant. Raises NoBackup."""
        found = [one for one in self.manifests() if to is None or one.finished <= to]
        if not found:
            raise NoBackup(what=_BASE, store=self.folder)
        return found[-1]


@dataclass(frozen=True, slots=True)
class Life:
    """What was kept of a server between two promotions."""

    folder: Path

    @property
    def base(self) -> Path:
        """Base copies."""
        return self.folder / "base"

    @property
    def wal(self) -> Path:
        """What the receiver writes."""
        return self.folder / "wal"

    @property
    def sealed(self) -> Path:
        """Finished parts of the log."""
        return self.folder / "sealed"

    def keep(self, manifest: Manifest) -> None:
        """Write the manifest: only now the copy exists."""
        content = json.dumps(asdict(manifest), indent=2).encode()
        with durable(self.base / manifest.label / MANIFEST) as out:
            out.write(content)


@contextlib.contextmanager
def durable(path: Path) -> Iterator[BinaryIO]:
    """A private file that is there, whole and on the disk, when the block ends well; else not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".part")
    try:
        with open(draft, "wb", opener=_private) as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
        _sync(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def own_like(path: Path, top: Path) -> None:
    """What root makes below a folder belongs to whom that folder belongs: the programs must reach it."""
    owner = top.stat()
    while path.is_relative_to(top) and path != top:
        if path.stat().st_uid != owner.st_uid:
            shutil.chown(path, owner.st_uid, owner.st_gid)
        path = path.parent


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

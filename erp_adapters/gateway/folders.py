"""The gateway's folders: files appear whole or not at all, and one gateway works in a folder.

in/        put files here; write them elsewhere or as `*.tmp` and rename, so that they appear whole
taken/     what was taken from in/, unchanged
faulty/    what was not taken, with what is wrong beside it (`*.faults.txt`)
out/       answers/, statements/, receipts/, and a folder for each ERP's own documents
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from erp_adapters.gateway.errors import AlreadyRunning
from kernel.failpoints import fp

_UNFINISHED: Final = (".tmp", ".part", ".partial", ".crdownload", "~")
_NAME_CHARS_MAX: Final = 120


class Folders:
    """Where everything lies."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.inbox, self.taken, self.faulty = root / "in", root / "taken", root / "faulty"
        self.out = root / "out"
        self.answers = self.out / "answers"

    def make(self) -> None:
        """Make what is not there; only the gateway's user may look inside."""
        for folder in (self.root, self.inbox, self.taken, self.faulty, self.out, self.answers):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    @property
    def store(self) -> Path:
        """The file of the store."""
        return self.root / "gateway.db"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder; raises AlreadyRunning. The system lets go of it when the process dies."""
        descriptor = os.open(self.root / "gateway.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise AlreadyRunning(folder=self.root) from None
            yield
        finally:
            os.close(descriptor)

    def waiting(self) -> list[Path]:
        """Finished files in `in/` and its folders, the oldest first."""
        found = [path for path in self.inbox.rglob("*") if _is_finished(path)]
        return sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that is there whole, on the disk, or not at all; an older one is replaced."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.tmp")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fp("gateway.file_drafted")
    draft.replace(path)
    _keep_names(path.parent)


def is_whole(path: Path) -> bool:
    """Whether `write_whole` put a file there before; if so, it is on the disk from here on."""
    if not path.exists():
        return False
    _keep_names(path.parent)
    return True


def put_away(path: Path, folder: Path) -> Path:
    """Move a file into a folder; nothing there is overwritten."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target, count = folder / path.name, 1
    while target.exists():
        count += 1
        target = folder / f"{path.stem}.{count}{path.suffix}"
    path.rename(target)
    _keep_names(folder)
    return target


def file_name(serial: str) -> str:
    """A serial as a file's name: whatever is in it, it stays inside the folder and is no other's."""
    name = quote(serial, safe=" +@,")
    name = f"%2E{name[1:]}" if name.startswith(".") else name
    if len(name) <= _NAME_CHARS_MAX:
        return name
    return f"{name[:_NAME_CHARS_MAX]}-{hashlib.sha256(serial.encode()).hexdigest()[:16]}"


def _is_finished(path: Path) -> bool:
    name = path.name.lower()
    return (
        not name.startswith(".")
        and not name.endswith(_UNFINISHED)
        and path.is_file()
        and not path.is_symlink()
    )


def _keep_names(folder: Path) -> None:
    """A rename is on the disk when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

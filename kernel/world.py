"""Everything that reaches outside, in one injected object.

Nobody else asks for the time, for randomness, for ids, for files or for the network: so a test or
a simulation can hold the whole house in its hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID, uuid4

from kernel.clock import Clock, SystemClock
from kernel.crypto import CryptoProvider, select_provider
from kernel.ids import Ids, Randomness, SystemRandomness


class FileStore(Protocol):
    """Keeps bytes that belong to a bank, named by us and never by the outside."""

    def put(self, tenant_id: UUID, name: str, content: bytes) -> None:
        """Store `content` under a name of ours; storing the same name again replaces it whole."""
        ...

    def get(self, tenant_id: UUID, name: str) -> bytes:
        """Read it back; KeyError when it is not there."""
        ...

    def remove(self, tenant_id: UUID, name: str) -> None:
        """Forget it; nothing happens when it is not there."""
        ...

    def writing(self, tenant_id: UUID, name: str) -> AbstractContextManager[BinaryIO]:
        """A file to write into, for what is too large to hold; it is there when the block ends well."""
        ...

    def part(self, tenant_id: UUID, name: str, start: int, size: int) -> bytes:
        """Some bytes of it, as many as there are; KeyError when it is not there."""
        ...


class FolderStore:
    """A file store in one folder, a subfolder for each bank."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, tenant_id: UUID, name: str, content: bytes) -> None:
        """Write beside, then rename: a reader never sees half a file."""
        target = self._path(tenant_id, name)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = target.with_name(target.name + ".part")
        draft.write_bytes(content)
        draft.replace(target)

    def get(self, tenant_id: UUID, name: str) -> bytes:
        """Read it back."""
        try:
            return self._path(tenant_id, name).read_bytes()
        except FileNotFoundError:
            raise KeyError(name) from None

    def remove(self, tenant_id: UUID, name: str) -> None:
        """Forget it."""
        self._path(tenant_id, name).unlink(missing_ok=True)

    @contextmanager
    def writing(self, tenant_id: UUID, name: str) -> Iterator[BinaryIO]:
        """Write beside, then rename; what went wrong leaves nothing."""
        target = self._path(tenant_id, name)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = target.with_name(f"{target.name}.{uuid4().hex}.part")
        try:
            with draft.open("xb") as out:
                yield out
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)

    def part(self, tenant_id: UUID, name: str, start: int, size: int) -> bytes:
        """Some bytes of it."""
        try:
            with self._path(tenant_id, name).open("rb") as file:
                file.seek(start)
                return file.read(size)
        except FileNotFoundError:
            raise KeyError(name) from None

    def _path(self, tenant_id: UUID, name: str) -> Path:
        if (
            not all(part.replace("-", "").replace(".", "").isalnum() for part in name.split("/"))
            or ".." in name
        ):
            message = "file names are minted here: letters, digits, dots and hyphens"
            raise ValueError(message)
        return self._folder / str(tenant_id) / name


@dataclass(frozen=True, slots=True)
class World:
    """Clock, ids, randomness, national cryptography and files."""

    clock: Clock
    randomness: Randomness
    ids: Ids
    crypto: CryptoProvider
    files: FileStore


def real_world(files: Path, *, clock: Clock | None = None, production: bool = False) -> World:
    """The world as it is; `clock` replaces the machine's time on a test bank."""
    clock = clock or SystemClock()
    randomness = SystemRandomness()
    profile = "production" if production else "test"
    return World(
        clock,
        randomness,
        Ids(clock, randomness),
        select_provider(profile=profile),
        FolderStore(files),
    )

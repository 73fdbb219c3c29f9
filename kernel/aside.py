"""Things put aside by key until it is their turn, in temporary files: few are in memory however many there are."""

from __future__ import annotations

import pickle
from collections.abc import Hashable, Iterator
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Final, Generic, Self, TypeVar, cast

T = TypeVar("T")
_IN_MEMORY_BYTES: Final = 64 << 10
"""Of each key."""


class Aside(Generic[T]):
    """Keeps things as long as it is entered; nobody else reads its files."""

    def __init__(self) -> None:
        self._files: dict[Hashable, SpooledTemporaryFile[bytes]] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def __len__(self) -> int:
        """How many keys there are."""
        return len(self._files)

    def put(self, key: Hashable, thing: T) -> None:
        """Keep one more under its key."""
        file = self._files.get(key)
        if file is None:
            made = SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115 - the stack closes it
            file = self._files[key] = self._open.enter_context(made)
        pickle.dump(thing, file)

    def groups(self) -> Iterator[Iterator[T]]:
        """What was kept under each key, the key that came first being first; nothing is put after that."""
        for file in self._files.values():
            file.seek(0)
            yield _read(file)


def _read(file: SpooledTemporaryFile[bytes]) -> Iterator[T]:
    while True:
        try:
            yield cast("T", pickle.load(file))  # noqa: S301 - what this process wrote just now
        except EOFError:
            return

"""The bytes of one message, as they were sent: small ones in memory, large ones in a temporary file.

They are hashed while they come in, so that what was verified is what is parsed: the same bytes,
kept in one place, read by nobody before the hash is done.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, Final, Protocol, cast

from connectors.direct_link.errors import BodyIncomplete, BodyTooLarge
from kernel.beside import hashed_beside
from kernel.crypto import MessageVerifier
from kernel.limits import XML_BYTES_MAX


class Stream(Protocol):
    """Where the bytes come from: a request's body."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes; nothing at the end."""
        ...


START_BYTES: Final = 16 << 10
"""Read first; holds the head of every message, and most messages whole."""


_PIECE_BYTES: Final = 1 << 20
"""Of what follows: hashed by another thread, which smaller ones would not be worth."""


@dataclass(frozen=True, slots=True)
class Body:
    """A message received whole. Close it: a large one holds a file."""

    source: BinaryIO
    size: int
    digest: bytes
    """What its signature is about: the bytes hashed as the key it was received for wants it."""

    def content(self) -> bytes:
        """All of it; only for messages of bounded length."""
        self.source.seek(0)
        return self.source.read()

    def close(self) -> None:
        """Give up the file."""
        self.source.close()


def read_start(stream: Stream, length: int, most: int = START_BYTES) -> bytes:
    """Return the first bytes, `most` of them at most; raises BodyIncomplete."""
    return read_exactly(stream, min(length, most))


def read_rest(
    stream: Stream, start: bytes, length: int, *, limit: int, key: MessageVerifier
) -> Body:
    """Read what follows `start`, up to `length` bytes in all, hashing for `key`.

    Raises BodyTooLarge and BodyIncomplete.
    """
    if length > limit:
        raise BodyTooLarge(limit=limit)
    state = key.hashing()
    if length == len(start):
        state.update(start)
        return Body(BytesIO(start), length, state.digest())
    file = cast("BinaryIO", tempfile.SpooledTemporaryFile(max_size=XML_BYTES_MAX))  # noqa: SIM115 - Body closes it
    try:
        for chunk in hashed_beside(state, _chunks(stream, start, length - len(start))):
            file.write(chunk)
        return Body(file, length, state.digest())
    except BaseException:
        file.close()
        raise


def _chunks(stream: Stream, start: bytes, left: int) -> Iterator[bytes]:
    yield start
    while left:
        chunk = read_exactly(stream, min(left, _PIECE_BYTES))
        left -= len(chunk)
        yield chunk


def read_exactly(stream: Stream, count: int) -> bytes:
    """Read so many bytes; raises BodyIncomplete."""
    parts: list[bytes] = []
    while count:
        try:
            part = stream.read(count)
        except (
            OSError,
            ValueError,
            RuntimeError,
        ) as broken:  # the connection ended, or the server says so
            raise BodyIncomplete from broken
        if not part:
            raise BodyIncomplete
        parts.append(part)
        count -= len(part)
    return b"".join(parts)

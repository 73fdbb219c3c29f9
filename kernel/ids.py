"""Identifiers come from the application: time-ordered, never dense, never from the database.

`id` (UUIDv7) is for us, `number` for people; a client's own serial is text and is never minted here.
"""

from __future__ import annotations

import base64
import os
import secrets
import threading
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID

from kernel.calendar.bank_days import bank_today
from kernel.clock import Clock
from kernel.errors import Invalid
from kernel.text import Text

_RESERVE = 512  # bytes
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U


class CursorUnknown(Invalid):
    """The mark of the next page is not one of ours."""

    code = "kernel.cursor_unknown"
    text = Text(
        "翻页标记无效，请从第一页重新查询", "The cursor is not valid; start from the first page"
    )


class Randomness(Protocol):
    """Where unpredictable bytes come from."""

    def token_bytes(self, count: int) -> bytes:
        """Return `count` unpredictable bytes."""
        ...


class SystemRandomness:
    """The operating system's own generator."""

    def token_bytes(self, count: int) -> bytes:
        """Return `count` unpredictable bytes."""
        return secrets.token_bytes(count)


class Ids:
    """Mints UUIDv7 (RFC 9562), human numbers and tokens; ascending within one process."""

    def __init__(self, clock: Clock, randomness: Randomness) -> None:
        self._clock = clock
        self._randomness = randomness
        self._lock = threading.Lock()
        self._last = 0
        self._reserve = b""
        self._reserve_of = 0

    def uuid7(self) -> UUID:
        """A new id: 48 bits of milliseconds, then 12 bits of order and 62 random bits."""
        with self._lock:
            stamp = (self._clock.now() - _EPOCH) // _MILLISECOND << 12
            self._last = max(stamp, self._last + 1)
            order = self._last
            tail = int.from_bytes(self._drawn(8), "big") & ((1 << 62) - 1)
        value = (order >> 12) << 80 | 7 << 76 | (order & 0xFFF) << 64 | 2 << 62 | tail
        return UUID(int=value)

    def number(self, prefix: str) -> str:
        """A number people can read out: prefix, bank day and eight characters, e.g. P261120-7KQ2M9XA."""
        day = bank_today(self._clock).strftime("%y%m%d")
        with self._lock:
            value = int.from_bytes(self._drawn(5), "big")
        tail = "".join(_ALPHABET[value >> shift & 31] for shift in range(35, -1, -5))
        return f"{prefix}{day}-{tail}"

    def _drawn(self, count: int) -> bytes:
        """Random bytes of a reserve: asking the system for each id lets every other thread go first.

        No reserve outlives a fork: two processes would mint the same. Secrets are never drawn from it.
        """
        if len(self._reserve) < count or self._reserve_of != os.getpid():
            self._reserve, self._reserve_of = self._randomness.token_bytes(_RESERVE), os.getpid()
        drawn, self._reserve = self._reserve[:count], self._reserve[count:]
        return drawn

    def token(self, count: int = 32) -> str:
        """A URL-safe secret of `count` random bytes."""
        raw = self._randomness.token_bytes(count)
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


_UUID7 = 7
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MILLISECOND = timedelta(milliseconds=1)


def minted_at(identifier: UUID) -> datetime:
    """When a UUIDv7 was minted, to the millisecond; ValueError for any other kind of UUID."""
    if identifier.version != _UUID7:
        message = "only a UUIDv7 knows when it was minted"
        raise ValueError(message)
    return _EPOCH + timedelta(milliseconds=identifier.int >> 80)


def cursor_of(at: datetime, row_id: UUID) -> str:
    """The mark of a place in a list ordered by time and id."""
    return f"{(at - _EPOCH) // _MICROSECOND}.{row_id.hex}"


def read_cursor(cursor: str) -> tuple[datetime, UUID]:
    """The place a mark names. Raises CursorUnknown."""
    stamp, _, hexed = cursor.partition(".")
    try:
        return _EPOCH + int(stamp) * _MICROSECOND, UUID(hex=hexed)
    except (ValueError, OverflowError):
        raise CursorUnknown from None

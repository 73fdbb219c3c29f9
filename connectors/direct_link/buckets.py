"""How many messages an enterprise has sent lately, counted by all processes of a machine together.

A small file mapped into each process holds one instant per enterprise: up to then its messages have used
up its allowance (GCRA, a token bucket in one number). A lock on the file makes it exact; a crash leaves
nothing behind but a number that time overtakes. No trip to the database.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final
from uuid import UUID

SLOTS: Final = 4096
_SLOT: Final = struct.Struct("<16sQ")
_PROBES: Final = 16
_MINUTE_NS: Final = 60_000_000_000
_SECOND_NS: Final = 1_000_000_000


class Buckets:
    """One object for all threads of a process."""

    def __init__(
        self, path: Path, *, slots: int = SLOTS, ticks: Callable[[], int] = time.monotonic_ns
    ) -> None:
        """`ticks` are nanoseconds that every process of the machine counts alike."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._slots = slots
        self._ticks = ticks
        self._lock = threading.Lock()
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.ftruncate(self._file, slots * _SLOT.size)  # what is there stays
        self._map = mmap.mmap(self._file, slots * _SLOT.size)

    def take(self, enterprise_id: UUID, per_minute: int, burst: int) -> float:
        """Count one message: 0.0 where it is within the allowance, else the seconds until one will be."""
        step = _MINUTE_NS // per_minute
        slack = burst * step
        with self._lock:  # no other thread, and with the file's lock no other process
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                return self._count(enterprise_id.bytes, step, slack)
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of the file."""
        self._map.close()
        os.close(self._file)

    def _count(self, key: bytes, step: int, slack: int) -> float:
        now = self._ticks()
        at, used = self._find(key, now, now + slack)
        used = max(used, now) + step
        if used - now > slack:
            return (used - now - slack) / _SECOND_NS
        if at is not None:
            _SLOT.pack_into(self._map, at, key, used)
        return 0.0

    def _find(self, key: bytes, now: int, latest: int) -> tuple[int | None, int]:
        """The place of an enterprise and what stands there; else a place nobody needs, if there is one.

        A value later than any that could be written now is of the machine before it started again.
        """
        free = None
        first = int.from_bytes(key[8:])
        for probe in range(_PROBES):
            at = (first + probe) % self._slots * _SLOT.size
            held, used = _SLOT.unpack_from(self._map, at)
            if held == key:
                return at, used if used <= latest else 0
            if free is None and used <= now:
                free = at
        return free, 0

"""The injected clock; nobody else asks the machine what time it is.

All instants are aware UTC. The file clock lets several processes of one test bank share a time
that a story or a test may move forward.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Tells the time, and nothing else."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own time: the only clock a real bank may run on."""

    def now(self) -> datetime:
        """The present instant."""
        return datetime.now(UTC)


class FixedClock:
    """Stands still until it is moved; for tests."""

    def __init__(self, at: datetime) -> None:
        self.set(at)

    def now(self) -> datetime:
        """The instant it stands at."""
        return self._at

    def set(self, at: datetime) -> None:
        """Move to an instant."""
        self._at = _utc(at)

    def advance(self, by: timedelta) -> None:
        """Move forward."""
        self.set(self._at + by)


class FileClock:
    """A moving clock that processes share through a file holding its distance from real time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, timedelta] = (-1, timedelta())

    def now(self) -> datetime:
        """The shared instant: real time plus the offset in the file."""
        return datetime.now(UTC) + self._offset()

    def set(self, at: datetime) -> None:
        """Move every process that shares the file to an instant."""
        offset = _utc(at) - datetime.now(UTC)
        draft = self._path.with_suffix(f".{os.getpid()}")
        draft.write_text(str(offset.total_seconds()), encoding="ascii")
        draft.replace(self._path)

    def advance(self, by: timedelta) -> None:
        """Move forward."""
        self.set(self.now() + by)

    def _offset(self) -> timedelta:
        try:
            mark = self._path.stat().st_mtime_ns
        except FileNotFoundError:
            return timedelta()
        if mark != self._seen[0]:
            seconds = float(self._path.read_text(encoding="ascii"))
            self._seen = (mark, timedelta(seconds=seconds))
        return self._seen[1]


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        message = "a clock is set to an aware instant"
        raise ValueError(message)
    return at.astimezone(UTC)

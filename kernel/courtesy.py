"""Whoever computes for long lets those go first whom somebody waits for.

The threads of a web process share one turn at computing. A page wants it thirty times for less than a millisecond; a
request that reads ten thousand salaries wants it for seconds. So what goes through rows asks between two of them, and
rests a moment while requests that are not of its kind are being answered: at most `REST_S` after each `WORK_S`, so
that it is slower beside them, but never stands.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

LONG_S: Final = 0.05
"""A request that has gone through rows for so long is one of those that wait."""
WORK_S: Final = 0.001
REST_S: Final = 0.010
_NAP_S: Final = 0.001


@dataclass(slots=True)
class _Request:
    """One that is being answered, by its own thread and those that make things beside it, one of them at a time."""

    is_long: bool = False
    since: float = 0.0
    rested: float = 0.0


_MINE: ContextVar[_Request | None] = ContextVar("yinqi_request", default=None)


class Courtesy:
    """Counts the requests of one process that somebody waits for; safe for threads."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._short = 0

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Around the answer of one request, in the thread that computes it."""
        mine = _Request()
        before = _MINE.set(mine)
        self._count(1)
        try:
            yield
        finally:
            _MINE.reset(before)
            if not mine.is_long:
                self._count(-1)

    def give_way(self) -> None:
        """Between two rows: rest if others are waited for. Does nothing outside of a request."""
        mine = _MINE.get()
        if mine is None:
            return
        now = self._clock()
        if not mine.is_long and not self._has_become_long(mine, now):
            return
        if self._short and now - mine.rested >= WORK_S:
            until = now + REST_S
            while self._short and self._clock() < until:
                self._sleep(_NAP_S)
            mine.rested = self._clock()

    def _has_become_long(self, mine: _Request, now: float) -> bool:
        mine.since = mine.since or now
        mine.is_long = now - mine.since >= LONG_S
        if mine.is_long:
            mine.rested = now
            self._count(-1)
        return mine.is_long

    def _count(self, change: int) -> None:
        with self._lock:
            self._short += change


_OF_THE_PROCESS: Final = Courtesy()
answering: Final = _OF_THE_PROCESS.answering
give_way: Final = _OF_THE_PROCESS.give_way

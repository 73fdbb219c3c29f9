"""How fast and how many at once one enterprise may ask, so that the others find the door open.

Counted are messages whose signature was right: nobody uses up what is another's. The rate is the same for
all processes of a machine together (`buckets`); how many are answered at once is each process's own count,
for it is its threads that are shared out.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from connectors.direct_link.errors import TooManyAtOnce, TooManyMessages
from kernel import limits

_BURST_PER_MINUTE: Final = 60 // limits.LINK_BURST_S


@dataclass(frozen=True, slots=True)
class Terms:
    """What the bank agreed with an enterprise."""

    per_minute: int = limits.LINK_PER_MINUTE
    at_once: int = limits.LINK_AT_ONCE

    @property
    def burst(self) -> int:
        """How many messages may come together after a rest."""
        return max(1, self.per_minute // _BURST_PER_MINUTE)


USUAL: Final = Terms()


class Counter(Protocol):
    """Counts messages for all processes together."""

    def take(self, enterprise_id: UUID, per_minute: int, burst: int) -> float:
        """Count one: 0.0, or the seconds until one more is allowed."""
        ...


class Place:
    """A place that is taken until the end of its `with`; written out, for every message has one."""

    __slots__ = ("_enterprise_id", "_pace")

    def __init__(self, pace: Pace, enterprise_id: UUID) -> None:
        self._pace = pace
        self._enterprise_id = enterprise_id

    def __enter__(self) -> None:
        """The place is taken already."""

    def __exit__(self, *_how: object) -> None:
        """Give it back."""
        self._pace.leave(self._enterprise_id)


class Pace:
    """One object for all threads of a process."""

    def __init__(self, counter: Counter | None, wait_s: float = limits.LINK_PLACE_WAIT_S) -> None:
        """Without a counter rates are not asked; `wait_s` is how long a message waits for its place."""
        self._counter = counter
        self._wait_s = wait_s
        self._changed = threading.Condition()
        self._busy: dict[UUID, int] = {}
        self._waiting = 0

    def place(self, enterprise_id: UUID, terms: Terms) -> Place:
        """Be one of the enterprise's messages; raises TooManyMessages, TooManyAtOnce."""
        self._count(enterprise_id, terms)
        self._enter(enterprise_id, terms.at_once)
        return Place(self, enterprise_id)

    def leave(self, enterprise_id: UUID) -> None:
        """Give a place back."""
        with self._changed:
            left = self._busy[enterprise_id] - 1
            if left:
                self._busy[enterprise_id] = left
            else:
                del self._busy[enterprise_id]
            if self._waiting:
                self._changed.notify_all()

    def _count(self, enterprise_id: UUID, terms: Terms) -> None:
        if self._counter is None:
            return
        wait = self._counter.take(enterprise_id, terms.per_minute, terms.burst)
        if wait > 0:
            raise TooManyMessages(limit=terms.per_minute, seconds=max(1, math.ceil(wait)))

    def _enter(self, enterprise_id: UUID, at_once: int) -> None:
        with self._changed:
            if self._busy.get(enterprise_id, 0) >= at_once:
                self._await(enterprise_id, at_once)
            self._busy[enterprise_id] = self._busy.get(enterprise_id, 0) + 1

    def _await(self, enterprise_id: UUID, at_once: int) -> None:
        self._waiting += 1
        try:
            if not self._changed.wait_for(
                lambda: self._busy.get(enterprise_id, 0) < at_once, self._wait_s
            ):
                raise TooManyAtOnce(limit=at_once, seconds=1)
        finally:
            self._waiting -= 1

"""What a process says of its own work to whoever watches it (监控): counted and timed at a few places.

Nothing is kept or sent here. A process that is watched registers an observer (`corporate.watching`); in every
other a call costs one look at nothing. Labels are the house's own words: an operation, a rail, a code. Never
a customer, an account, an amount or anything somebody sent.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Protocol

from kernel.errors import YinqiError

OK: Final = "ok"
FAULT: Final = "fault"
"""Something that is no refusal of ours."""


class Observer(Protocol):
    """Who keeps what is told."""

    def counted(self, meter: str, labels: tuple[str, ...]) -> None:
        """Something happened once."""
        ...

    def took(self, meter: str, labels: tuple[str, ...], seconds: float) -> None:
        """Something took so long."""
        ...

    def changed(self, meter: str, by: int) -> None:
        """There is so much more, or less, of something."""
        ...


class Tracer(Protocol):
    """Who keeps when things were done, one by one (链路追踪)."""

    def span(self, name: str, labels: tuple[str, ...], seconds: float) -> None:
        """Something has just ended, and took so long."""
        ...


_observers: list[Observer] = []
_tracers: list[Tracer] = []


def tell(observer: Observer | None) -> None:
    """From now on tell this observer, and nobody else; nobody at all with None."""
    _observers[:] = [observer] if observer else []


def trace_by(tracer: Tracer | None) -> None:
    """From now on tell this tracer, and nobody else; nobody at all with None."""
    _tracers[:] = [tracer] if tracer else []


def begun() -> float:
    """The moment something begins that only a tracer wants to know of; 0 where there is none."""
    return time.perf_counter() if _tracers else 0.0


def ended(name: str, since: float, *labels: str) -> None:
    """It is over; `since` is what `begun` said."""
    if since:
        for tracer in _tracers:
            tracer.span(name, labels, time.perf_counter() - since)


def count(meter: str, *labels: str) -> None:
    """Something happened once."""
    for observer in _observers:
        observer.counted(meter, labels)


def took(meter: str, seconds: float, *labels: str) -> None:
    """Something took so long."""
    for observer in _observers:
        observer.took(meter, labels, seconds)
    for tracer in _tracers:
        tracer.span(meter, labels, seconds)


def change(meter: str, by: int) -> None:
    """There is so much more, or less, of something."""
    for observer in _observers:
        observer.changed(meter, by)


@contextmanager
def timed(meter: str, *labels: str) -> Iterator[None]:
    """Tell how long the block took, whether or not it raises."""
    if not _observers and not _tracers:
        yield
        return
    since = time.perf_counter()
    try:
        yield
    finally:
        took(meter, time.perf_counter() - since, *labels)


class Outcome:
    """Counts how a block ended: well, with the code of a refusal of ours, or with a fault."""

    __slots__ = ("_labels", "_meter")

    def __init__(self, meter: str, *labels: str) -> None:
        self._meter = meter
        self._labels = labels

    def __enter__(self) -> None:
        """Nothing is known yet."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Count it; whatever was raised goes on."""
        if not _observers:
            return
        if error is None:
            count(self._meter, *self._labels, OK)
        else:
            code = error.code if isinstance(error, YinqiError) else FAULT
            count(self._meter, *self._labels, code)

"""Making things beside who takes them: what is computed and what is waited for then share two processors.

What is made must need nothing of who takes it: no transaction, no lock. Few are held at a time, so that a stream
stays a stream.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from itertools import islice
from queue import Empty, Full, Queue
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from kernel.limits import BESIDE_LISTS_MAX

if TYPE_CHECKING:
    from _hashlib import HASH

T = TypeVar("T")
_LOOKS_UP_S: Final = 0.1
"""How often a maker whose lists nobody takes looks whether anybody will."""


@contextlib.contextmanager
def made_beside(
    things: Iterable[T], size: int, lists: int = BESIDE_LISTS_MAX
) -> Iterator[Iterator[list[T]]]:
    """The same things in lists of at most `size`, made by a thread of their own while they are taken.

    So many `lists` wait to be taken at most. What fits into one list is made at once, and costs no thread. What making
    them raises, taking them raises. Whoever leaves early waits until the maker has stopped.
    """
    source = iter(things)
    first = list(islice(source, size))
    if len(first) < size:
        yield iter([first] if first else [])
        return
    making = _Making(source, size, lists)
    try:
        yield making.taken(first)
    finally:
        making.stop()


def hashed_beside(state: HASH, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same chunks, which another thread hashes while they are taken; all of them are when they end."""
    with ThreadPoolExecutor(1) as beside:
        before: Future[None] | None = None
        for chunk in chunks:
            if before is not None:
                before.result()
            before = beside.submit(state.update, chunk)
            yield chunk


class _Making(Generic[T]):
    """A thread at work and the lists it has made; the last one made is empty."""

    def __init__(self, source: Iterator[T], size: int, lists: int) -> None:
        self._made: Queue[list[T]] = Queue(lists)
        self._fault: BaseException | None = None
        self._over = threading.Event()
        work = copy_context().run
        self._thread = threading.Thread(target=work, args=(self._make, source, size), daemon=True)
        self._thread.start()

    def taken(self, first: list[T]) -> Iterator[list[T]]:
        """The lists in their order; raises what making them raised."""
        while first:
            yield first
            first = self._made.get()
        if self._fault is not None:
            raise self._fault

    def stop(self) -> None:
        """Let the thread end, whatever it has still to make."""
        self._over.set()
        with contextlib.suppress(Empty):
            while True:
                self._made.get_nowait()
        self._thread.join()

    def _make(self, source: Iterator[T], size: int) -> None:
        try:
            while (one := list(islice(source, size))) and self._give(one):
                pass
        except BaseException as fault:  # noqa: BLE001 - told to who takes
            self._fault = fault
        self._give([])

    def _give(self, one: list[T]) -> bool:
        """Hand over a list; False when nobody wants it any more."""
        while not self._over.is_set():
            with contextlib.suppress(Full):
                self._made.put(one, timeout=_LOOKS_UP_S)
                return True
        return False

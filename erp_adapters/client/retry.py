"""When a message is sent again, and when it is asked about: the rules every ERP has to keep, once.

1. A message is sent again only under its own serial (or MsgId); this module never makes a new one.
2. Nothing was sent, or the bank says "not now": send again, after the time the bank names (Retry-After).
3. Nobody knows: ask by the serial; what the bank does not know yet is sent again under the same serial.
4. After a doubt a refusal is not believed at once: it is about the copy, the first may still arrive.
5. When patience ends in doubt, the doubt is what is raised, never the last thing that went wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

from erp_adapters.client.errors import Refused, wait_named
from kernel.errors import OutcomeUnknown, Unavailable, YinqiError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a message is tried, and how long to wait between: doubling, with a ceiling."""

    attempts: int = 6
    first_wait_s: float = 1.0
    wait_s_max: float = 60.0

    def waits(self) -> Iterator[float]:
        """The time before the second attempt, the third, and so on."""
        for doubled in range(self.attempts - 1):
            yield min(self.first_wait_s * 2**doubled, self.wait_s_max)


ONCE: Final = Patience(attempts=1)


def resolve(
    act: Callable[[], T], ask: Callable[[], T], patience: Patience, rest: Callable[[float], None]
) -> T:
    """Act until it is known what became of it. Raises Refused, Unavailable or OutcomeUnknown."""
    waits = patience.waits()
    doubt: OutcomeUnknown | None = None
    while True:
        try:
            return act()
        except (OutcomeUnknown, Unavailable) as error:
            doubt = error if isinstance(error, OutcomeUnknown) else doubt
            ended, later = doubt or error, wait_named(error)
        except Refused:
            if doubt is None:
                raise
            ended, later = doubt, 0.0
        found = None if doubt is None else _asked(ask)
        if found is not None:
            return found
        wait = next(waits, None)
        if wait is None:
            raise ended
        rest(max(wait, later))


def repeat(question: Callable[[], T], patience: Patience, rest: Callable[[float], None]) -> T:
    """Put a question, which changes nothing, until it is answered."""
    waits = patience.waits()
    while True:
        try:
            return question()
        except (OutcomeUnknown, Unavailable) as error:
            wait = next(waits, None)
            if wait is None:
                raise
            rest(max(wait, wait_named(error)))


def _asked(ask: Callable[[], T]) -> T | None:
    """What the bank knows by now; not there yet is not a no."""
    try:
        return ask()
    except YinqiError:
        return None

"""When to ask again about a submission nobody answered: soon, then less often, never giving up."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

LADDER: Final = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=5),
    timedelta(minutes=15),
)
LEASE: Final = timedelta(seconds=60)
"""How long a sending may take; whoever is not back by then has crashed. Longer than any call lasts."""
SILENCE: Final = timedelta(minutes=30)
"""How long an accepted submission may stay without a word before its outcome counts as unknown."""
REPAIR: Final = timedelta(minutes=5)
"""How long to leave a submission alone that made us stumble."""
SUSPECT: Final = timedelta(days=1)
"""How long an outcome may stay unknown before a person is asked to find it out by telephone."""


def after(count: int) -> timedelta:
    """How long to wait after `count` questions or sendings in vain."""
    return LADDER[min(count, len(LADDER) - 1)]

"""The desk's pages; none holds a rule, and none speaks SQL."""

from __future__ import annotations

from typing import Final

from corporate.web.counter.pages import CounterPages
from corporate.web.counter.views import (
    bills,
    changes,
    customers,
    entry,
    keys,
    methods,
    night,
    overview,
    parameters,
    people,
    queues,
    tariffs,
    trail,
    work,
)

ALL: Final[tuple[CounterPages, ...]] = (
    overview.pages,
    entry.pages,
    changes.pages,
    work.pages,
    night.pages,
    bills.pages,
    customers.pages,
    parameters.pages,
    tariffs.pages,
    queues.pages,
    people.pages,
    keys.pages,
    methods.pages,
    trail.pages,
)

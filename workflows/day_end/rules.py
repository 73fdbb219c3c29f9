"""Pure: when a day ends, and what two statements of one day differ in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from connectors.ports import ClearedItem
from kernel.calendar import SHANGHAI

CUT_OVER: Final = time(0, 5)
"""When a day is cut unless the bank says otherwise: shortly after midnight."""
_NOON: Final = time(12)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Difference:
    """An item that one side has and the other has not, or not with that amount."""

    key: str
    rail: str
    currency: str
    ours: int
    theirs: int


@dataclass(frozen=True, slots=True)
class Position:
    """What one side owes the other on a rail by the items of a day; outgoing is positive."""

    rail: str
    currency: str
    ours: int
    theirs: int
    items: int


def cut_over_of(written: str) -> time:
    """The hour a bank ends its days at, such as 23:00; before noon it is the next morning's."""
    return time.fromisoformat(written) if written else CUT_OVER


def cut_at(on: date, hour: time) -> datetime:
    """The instant a day is cut at."""
    return datetime.combine(on if hour >= _NOON else on + _DAY, hour, SHANGHAI)


def is_over(on: date, now: datetime) -> bool:
    """Whether a day of clearing, which goes by the calendar, is over."""
    return now >= datetime.combine(on + _DAY, time(), SHANGHAI)


def compare(
    ours: Sequence[ClearedItem], theirs: Sequence[ClearedItem]
) -> tuple[list[Position], list[Difference]]:
    """The position of each rail by both sides, and every item they differ in."""
    mine, other = _sums(ours), _sums(theirs)
    positions = [
        Position(rail, currency, _total(mine, rail, currency), _total(other, rail, currency), _count(mine, other, rail, currency))
        for rail, currency in sorted({(rail, currency) for rail, currency, _ in (*mine, *other)})
    ]  # fmt: skip
    differences = [
        Difference(key, rail, currency, mine.get((rail, currency, key), 0), other.get((rail, currency, key), 0))
        for rail, currency, key in sorted({*mine, *other})
    ]  # fmt: skip
    return positions, [one for one in differences if one.ours != one.theirs]


_Sums = Mapping[tuple[str, str, str], int]


def _sums(items: Iterable[ClearedItem]) -> _Sums:
    found: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for one in items:
        found[one.rail, one.currency, one.key] += one.minor
    return found


def _total(sums: _Sums, rail: str, currency: str) -> int:
    return sum(minor for (at, of, _), minor in sums.items() if (at, of) == (rail, currency))


def _count(mine: _Sums, other: _Sums, rail: str, currency: str) -> int:
    return sum((at, of) == (rail, currency) for at, of, _ in {*mine, *other})

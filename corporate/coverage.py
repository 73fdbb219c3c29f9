"""Which of the transactions a corporate customer expects are callable, and at which doors (`yinqi coverage`).

Counted from the catalogue as it is: a row counts when one of the operations it names is offered.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from corporate.catalogue import Catalogue
from corporate.transactions import TRANSACTIONS, Transaction
from kernel.operation import Door

_DOORS: Final = (Door.DIRECT_LINK, Door.WEB, Door.PHONE)
_NAME_WIDTH: Final = 54
_DOOR_WIDTH: Final = 12
_TWO: Final = 2


@dataclass(frozen=True, slots=True)
class Covered:
    """A transaction and the doors it can be called at; none means that it is absent."""

    transaction: Transaction
    doors: frozenset[Door]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every transaction held against a catalogue."""

    rows: tuple[Covered, ...]

    @property
    def callable(self) -> int:
        """How many can be called at one door at least."""
        return sum(bool(row.doors) for row in self.rows)

    @property
    def at_two(self) -> int:
        """How many can be called at two doors at least."""
        return sum(len(row.doors) >= _TWO for row in self.rows)

    def at(self, door: Door) -> int:
        """How many can be called at one door."""
        return sum(door in row.doors for row in self.rows)

    def percent(self, count: int) -> int:
        """A count of the whole, rounded down: 49.9 is not 50."""
        return count * 100 // len(self.rows)


def measure(catalogue: Catalogue, transactions: Sequence[Transaction] = TRANSACTIONS) -> Coverage:
    """Hold transactions against a catalogue; KeyError for an operation there is none of."""
    offered = {operation.code: operation.doors for operation in catalogue}
    return Coverage(tuple(Covered(one, _doors(one, offered)) for one in transactions))


def told(coverage: Coverage) -> Iterator[str]:
    """The table, line by line."""
    heads = "".join(_padded(door.label.zh, _DOOR_WIDTH) for door in _DOORS)
    for group, rows in _by_group(coverage.rows):
        done = sum(bool(row.doors) for row in rows)
        yield f"\n{_padded(f'{group}  {done}/{len(rows)}', _NAME_WIDTH)}{heads}"
        yield from (_line(row) for row in rows)
    yield ""
    yield _total("可调用 callable", coverage, coverage.callable)
    for door in _DOORS:
        yield _total(f"{door.label.zh} {door.label.en}", coverage, coverage.at(door))
    yield _total("至少两个渠道 at two doors or more", coverage, coverage.at_two)


def _doors(one: Transaction, offered: dict[str, frozenset[Door]]) -> frozenset[Door]:
    found = [offered[code] for code in one.operations]
    return frozenset(door for doors in found for door in doors if door in _DOORS)


def _by_group(rows: Iterable[Covered]) -> list[tuple[str, list[Covered]]]:
    found: dict[str, list[Covered]] = {}
    for row in rows:
        group = row.transaction.group
        found.setdefault(f"{group.zh} {group.en}", []).append(row)
    return list(found.items())


def _line(row: Covered) -> str:
    one = row.transaction
    name = _padded(f"  {one.title.zh} {one.title.en}", _NAME_WIDTH)
    if not row.doors:
        return f"{name}—  {one.absent.zh} {one.absent.en}"
    marks = (_padded("●" if door in row.doors else "·", _DOOR_WIDTH) for door in _DOORS)
    return f"{name}{''.join(marks)}{' '.join(one.operations)}"


def _total(name: str, coverage: Coverage, count: int) -> str:
    share = f"{count}/{len(coverage.rows)}"
    return f"{_padded(name, _NAME_WIDTH)}{_padded(share, _DOOR_WIDTH)}{coverage.percent(count)} %"


def _padded(text: str, width: int) -> str:
    """Text in so many columns of a terminal; a Chinese character takes two."""
    taken = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    return text + " " * max(1, width - taken)

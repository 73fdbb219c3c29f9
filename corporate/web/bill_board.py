"""The board of bills (票据看板): a column for each state, a swim-lane for how soon a bill falls due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import url_for

from corporate.web.bill_rows import LATER, SPANS, BillRow, row_of
from corporate.web.desk import Desk
from kernel.money import Money
from kernel.text import Text
from workflows.bills.answers import BillPage, LaneSums
from workflows.bills.commands import ListBills
from workflows.bills.lanes import Lane

LANES: Final = (Lane.TO_SIGN, Lane.HELD, Lane.PLEDGED, Lane.COLLECTING, Lane.ISSUED, Lane.OWED)
CARDS: Final = 20
"""How many of a column are shown, the nearest due dates; the rest is in the list."""
_DUE: Final = {0: Text("今日及已到期", "Today and past due"), **SPANS}


@dataclass(frozen=True, slots=True)
class Column:
    """One state: how much is in it, and where all of it is listed."""

    name: Text
    bills: int
    amount: Money
    href: str


@dataclass(frozen=True, slots=True)
class Swim:
    """One span of due dates: the cards of each column, as the columns stand."""

    name: Text
    cells: tuple[tuple[BillRow, ...], ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Columns and swim-lanes; a lane without any card is left out."""

    columns: tuple[Column, ...]
    swims: tuple[Swim, ...]


def board_of(desk: Desk, sums: LaneSums, today: date, *, phone: bool) -> Board:
    """Everything in which something can be done."""
    counted = {one.lane: one for one in sums.lanes}
    columns, cards = [], []
    for lane in LANES:
        href = url_for("bills.listed", phone=phone, lane=lane.value)
        total, found = counted[lane], BillPage()
        if total.bills:
            found = desk.read("bills.list", ListBills(lane=lane.value, limit=CARDS))
        columns.append(Column(lane.label, total.bills, Money(total.amount_minor, "CNY"), href))
        cards.append(tuple(row_of(one, today, phone=phone) for one in found.bills))
    return Board(tuple(columns), tuple(_swims(cards, today)))


def _swims(cards: list[tuple[BillRow, ...]], today: date) -> Iterator[Swim]:
    since = None
    for until in (*_DUE, None):
        cells = tuple(
            tuple(one for one in column if _inside((one.due_on - today).days, since, until))
            for column in cards
        )
        if any(cells):
            yield Swim(LATER if until is None else _DUE[until], cells)
        since = until


def _inside(days: int, since: int | None, until: int | None) -> bool:
    """Whether so many days lie behind one span and not behind the next."""
    return (since is None or days > since) and (until is None or days <= until)

"""Bank days of the Chinese clearing systems (大额支付系统工作日).

Facts come from the package `chinesecalendar`, which is published after each year's State Council
notice; make-up weekends (调休上班) are bank days. A bank may enter a year's table before a release
brings it, or change single days; an official table wins over the package, the package over a
provisional table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import chinese_calendar

from kernel.calendar.bank_days import BankCalendar, is_weekend
from kernel.calendar.china_2027 import CLOSED_WEEKDAYS_2027

_PACKAGE_CLOSED: Final = frozenset(chinese_calendar.holidays)
_PACKAGE_WORKED: Final = frozenset(chinese_calendar.workdays)
_PACKAGE_YEARS: Final = range(
    min(_PACKAGE_CLOSED).year,
    max(_PACKAGE_CLOSED).year + 1,
)


@dataclass(frozen=True, slots=True)
class YearTable:
    """One year's exceptions from "Monday to Friday"; raises `ValueError` if a day does not fit.

    `closed` may name weekdays only, `worked` weekends only: a mix-up of the two lists would open
    the bank on a holiday without anybody noticing.
    """

    year: int
    closed: frozenset[date]
    worked: frozenset[date] = frozenset()
    provisional: bool = False

    def __post_init__(self) -> None:
        misplaced = [d for d in self.closed if d.year != self.year or is_weekend(d)]
        misplaced += [d for d in self.worked if d.year != self.year or not is_weekend(d)]
        if misplaced:
            message = f"not an exception of {self.year}: {min(misplaced)}"
            raise ValueError(message)


PROVISIONAL: Final = (YearTable(2027, CLOSED_WEEKDAYS_2027, provisional=True),)
"""What ships with the release for years without official facts."""


class ChinaCalendar(BankCalendar):
    """The calendar of HVPS, and of every netting that settles through it."""

    name = "CN"

    def __init__(
        self, tables: Iterable[YearTable] = (), changes: Mapping[date, bool] | None = None
    ) -> None:
        """`tables`: years entered by the bank; they win over those that ship with the release.

        `changes`: the bank's own word on single days (is it a bank day?); it wins over all tables,
        but makes neither an unknown year known nor a provisional year certain.
        """
        super().__init__()
        self._changes = dict(changes or {})
        self._tables = {table.year: table for table in (*PROVISIONAL, *tables)}
        for year in _PACKAGE_YEARS:
            if self.is_provisional(year):
                del self._tables[year]

    def is_provisional(self, year: int) -> bool:
        """Say whether `year` is known from a provisional table only."""
        table = self._tables.get(year)
        return table is not None and table.provisional

    def _is_known(self, year: int) -> bool:
        return year in self._tables or year in _PACKAGE_YEARS

    def _works(self, on: date) -> bool:
        if on in self._changes:
            return self._changes[on]
        table = self._tables.get(on.year)
        closed, worked = (
            (table.closed, table.worked) if table else (_PACKAGE_CLOSED, _PACKAGE_WORKED)
        )
        return on in worked if is_weekend(on) else on not in closed

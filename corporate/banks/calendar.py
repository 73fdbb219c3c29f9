"""The working calendar of one bank: its country's, with the bank's own changes to single days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from kernel.calendar import BankCalendar, ChinaCalendar, TargetCalendar

CHINA: Final = ChinaCalendar()
TARGET: Final = TargetCalendar()


class OwnCalendar(BankCalendar):
    """A calendar with exceptions that the bank entered; they win."""

    def __init__(self, base: BankCalendar, exceptions: Mapping[date, bool]) -> None:
        super().__init__()
        self.name = base.name
        self._base = base
        self._exceptions = dict(exceptions)

    def is_bank_day(self, on: date) -> bool:
        """Whether the bank works on `on`; raises `CalendarUnknown` where the base ends."""
        return self._works(on)

    def is_provisional(self, year: int) -> bool:
        """Say whether the base may still change for `year`."""
        return self._base.is_provisional(year)

    def _works(self, on: date) -> bool:
        entered = self._exceptions.get(on)
        return self._base.is_bank_day(on) if entered is None else entered

    def _is_known(self, year: int) -> bool:  # noqa: ARG002 - the base says so itself, by raising
        return True


def calendar_of(currency: str, china: BankCalendar) -> BankCalendar:
    """The calendar a rail of that currency settles by."""
    return TARGET if currency == "EUR" else china

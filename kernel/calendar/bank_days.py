"""What a bank calendar is: one question per day, and the walks that follow from it.

A calendar must never guess: a year it has no facts for raises `CalendarUnknown`, and a year known
only provisionally is answered, logged and reported as a finding.
"""

import logging
from abc import ABC, abstractmethod
from datetime import date, timedelta, timezone
from typing import Final

from kernel.clock import Clock
from kernel.errors import Finding, Severity, Unavailable
from kernel.text import Text

SHANGHAI: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Chinese bank time. China has had no summer time since 1991, so no time-zone file is needed."""

CALENDAR_PROVISIONAL: Final = "kernel.calendar_provisional"

_SATURDAY: Final = 5
_ONE_DAY: Final = timedelta(days=1)
_LOG: Final = logging.getLogger(__name__)


class CalendarUnknown(Unavailable):
    """Nobody has entered the holidays of that year; payments for it must wait."""

    code = "kernel.calendar_unknown"
    text = Text(
        zh="{year} 年的工作日历（{calendar}）尚未维护，暂不能受理该日期，请联系银行。",
        en="The {year} working calendar ({calendar}) has not been entered yet, so this date"
        " cannot be accepted; contact the bank.",
    )


class BankCalendar(ABC):
    """Bank days of one clearing area."""

    name: str
    """Shown in messages and logs."""

    def __init__(self) -> None:
        self._alarmed: set[int] = set()

    @abstractmethod
    def _works(self, on: date) -> bool:
        """Answer for a day whose year `_is_known`."""

    @abstractmethod
    def _is_known(self, year: int) -> bool:
        """Say whether there are facts, official or provisional, for `year`."""

    def is_provisional(self, year: int) -> bool:  # noqa: ARG002  most calendars are all certain
        """Say whether the answers for `year` may still change."""
        return False

    def is_bank_day(self, on: date) -> bool:
        """Whether the clearing systems work on `on`; raises `CalendarUnknown`.

        The first use of a provisional year is logged as a warning, once per calendar and year.
        """
        if not self._is_known(on.year):
            raise CalendarUnknown(year=on.year, calendar=self.name)
        if self.is_provisional(on.year) and on.year not in self._alarmed:
            self._alarmed.add(on.year)
            _LOG.warning("bank calendar %s is PROVISIONAL for %d", self.name, on.year)
        return self._works(on)

    def next_bank_day(self, on: date, *, including: bool = True) -> date:
        """Return the first bank day from `on` (or after it); raises `CalendarUnknown`."""
        return self._walk(on if including else on + _ONE_DAY, _ONE_DAY)

    def previous_bank_day(self, on: date, *, including: bool = True) -> date:
        """Return the last bank day up to `on` (or before it); raises `CalendarUnknown`."""
        return self._walk(on if including else on - _ONE_DAY, -_ONE_DAY)

    def add_bank_days(self, on: date, count: int) -> date:
        """Go `count` bank days on, or back if negative; 0 rolls forward to a bank day.

        From a day off, the first step forward lands on the next bank day (T+1 of a Saturday is
        Monday), the first step back on the previous one.
        """
        day = on if count else self.next_bank_day(on)
        for _ in range(count):
            day = self.next_bank_day(day, including=False)
        for _ in range(-count):
            day = self.previous_bank_day(day, including=False)
        return day

    def findings(self, *days: date) -> tuple[Finding, ...]:
        """One warning for each provisional year among `days`, to show before anybody signs."""
        years = sorted({day.year for day in days})
        return tuple(self._provisional(year) for year in years if self.is_provisional(year))

    def _walk(self, day: date, step: timedelta) -> date:
        while not self.is_bank_day(day):
            day += step
        return day

    def _provisional(self, year: int) -> Finding:
        text = Text(
            zh="{year} 年工作日历（{calendar}）为暂定：国务院办公厅放假通知录入前，日期可能调整。",
            en="The {year} working calendar ({calendar}) is provisional: dates may move until the"
            " official holiday notice has been entered.",
        )
        filled = text.fill(year=year, calendar=self.name)
        return Finding(CALENDAR_PROVISIONAL, Severity.WARN, filled)


def is_weekend(on: date) -> bool:
    """Say whether `on` is a Saturday or Sunday; by itself that never decides a bank day."""
    return on.weekday() >= _SATURDAY


def bank_today(clock: Clock, tz: timezone = SHANGHAI) -> date:
    """Return the natural date at the bank now; whether it is a bank day is the calendar's word."""
    return clock.now().astimezone(tz).date()

"""On which days a standing order runs: pure, from its terms and the bank's calendar.

A run has a nominal day, which never moves, and the day it is paid on, by the order's rule for days the bank
does not work. A month without the day has its last day instead (31 → 28, 29 or 30), and the next month has
the day again.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from kernel.calendar import SHANGHAI, BankCalendar, CalendarUnknown
from workflows.standing.words import Frequency, Roll

RUNS_MAX: Final = 520
"""Ten years of weeks."""
_WEEK: Final = timedelta(days=7)
_MONTHS: Final = 12
_FROM: Final = time(8, 30)
_UNTIL: Final = time(16, 30)
_EVERY_MINUTES: Final = 30


@dataclass(frozen=True, slots=True)
class Terms:
    """When an order runs: from a day on, until a day, so many times, or whichever comes first."""

    frequency: Frequency
    roll: Roll
    first_on: date
    until_on: date | None
    times: int | None

    def nominal(self, seq: int) -> date:
        """The nominal day of a run; the first is 1."""
        if self.frequency is Frequency.WEEKLY:
            return self.first_on + _WEEK * (seq - 1)
        step = 1 if self.frequency is Frequency.MONTHLY else 3
        return _months_on(self.first_on, step * (seq - 1))

    def has(self, seq: int) -> bool:
        """Whether there is such a run."""
        within = self.until_on is None or self.nominal(seq) <= self.until_on
        return within and (self.times is None or seq <= self.times)

    def count(self) -> int:
        """How many runs there are; one more than `RUNS_MAX` when there are too many."""
        seq = 0
        while seq <= RUNS_MAX and self.has(seq + 1):
            seq += 1
        return seq


@dataclass(frozen=True, slots=True)
class Ahead:
    """A run to come; `run_on` is None for one that falls away."""

    seq: int
    nominal_on: date
    run_on: date | None


@dataclass(frozen=True, slots=True)
class Hours:
    """When the bank tries runs on their day: from, until (the cut-off), and how often where funds are short."""

    opens: time = _FROM
    closes: time = _UNTIL
    every: timedelta = timedelta(minutes=_EVERY_MINUTES)

    @classmethod
    def of(cls, settings: dict[str, Any]) -> Hours:
        """As the bank has set them: `{"from": "08:30", "until": "16:30", "every_minutes": 30}`."""
        return cls(
            time.fromisoformat(settings.get("from", f"{_FROM:%H:%M}")),
            time.fromisoformat(settings.get("until", f"{_UNTIL:%H:%M}")),
            timedelta(minutes=settings.get("every_minutes", _EVERY_MINUTES)),
        )

    def start(self, on: date) -> datetime:
        """The first try of a day."""
        return datetime.combine(on, self.opens, SHANGHAI)

    def cut_off(self, on: date) -> datetime:
        """The last try of a day."""
        return datetime.combine(on, self.closes, SHANGHAI)


def rolled(day: date, roll: Roll, calendar: BankCalendar) -> date | None:
    """The day a run is paid on, None where it falls away.

    A year nobody has entered yet is left as it is: the day is looked at again when it comes.
    """
    try:
        if calendar.is_bank_day(day):
            return day
        if roll is Roll.SKIP:
            return None
        walk = calendar.next_bank_day if roll is Roll.NEXT else calendar.previous_bank_day
        return walk(day)
    except CalendarUnknown:
        return day


def ahead(terms: Terms, seq: int, calendar: BankCalendar) -> Iterator[Ahead]:
    """The runs from `seq` on."""
    while terms.has(seq) and seq <= RUNS_MAX:
        day = terms.nominal(seq)
        yield Ahead(seq, day, rolled(day, terms.roll, calendar))
        seq += 1


def _months_on(first: date, count: int) -> date:
    year, month = divmod(first.month - 1 + count, _MONTHS)
    year, month = first.year + year, month + 1
    return date(year, month, min(first.day, months.monthrange(year, month)[1]))

"""When a payment rail takes customers' business, and which bank day that business belongs to.

The hours themselves (大额 20:30 on the eve to 17:15, 小额 and 网银互联 7x24) are each bank's
configuration; here is only what such hours mean. A rail whose hours start on the previous natural
day is open on a Sunday evening and shut on a Friday evening: never ask for the weekday of "now".
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final, Self

from kernel.calendar.bank_days import SHANGHAI, BankCalendar
from kernel.errors import Invalid
from kernel.text import Text

_DAY_MINUTES: Final = 24 * 60
_ALWAYS: Final = "7x24"
_WRITTEN: Final = re.compile(
    r"(?P<opens>(?:[01][0-9]|2[0-3]):[0-5][0-9])(?P<eve>\(-1\))?"
    r"-(?P<closes>(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)"
)


class RailHoursFault(Invalid):
    """The bank's configuration of a rail's hours cannot be meant."""

    code = "kernel.rail_hours"
    text = Text(
        zh="通道营业时间“{value}”无效，请写成 7x24、08:30-17:00 或 20:30(-1)-17:15"
        "（(-1) 表示前一自然日），且不超过 24 小时。",
        en="The rail hours “{value}” are not valid: write 7x24, 08:30-17:00 or 20:30(-1)-17:15"
        " ((-1) is the previous natural day), 24 hours at most.",
    )


@dataclass(frozen=True, slots=True)
class RailHours:
    """Opening hours of one bank day in minutes from its midnight; raises `RailHoursFault`.

    `opens` is below zero if business starts on the previous natural day: -210 is 20:30. The
    closing minute is already closed, and lies on the bank day itself. An `always` rail ignores
    both, and is open on every day.
    """

    opens: int = 0
    closes: int = _DAY_MINUTES
    always: bool = False

    def __post_init__(self) -> None:
        on_own_day = self.opens < self.closes and 0 < self.closes <= _DAY_MINUTES
        if not on_own_day or self.closes - self.opens > _DAY_MINUTES:
            raise RailHoursFault(value=f"{self.opens}..{self.closes}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "7x24", "08:30-17:00" or "20:30(-1)-17:15"; raises `RailHoursFault`."""
        if text == _ALWAYS:
            return cls(always=True)
        written = _WRITTEN.fullmatch(text)
        if written is None:
            raise RailHoursFault(value=text[:40])
        eve = _DAY_MINUTES if written["eve"] else 0
        return cls(_minutes(written["opens"]) - eve, _minutes(written["closes"]))

    def wire(self) -> str:
        """Write what `parse` reads."""
        if self.always:
            return _ALWAYS
        eve = "(-1)" if self.opens < 0 else ""
        return f"{_clock_text(self.opens % _DAY_MINUTES)}{eve}-{_clock_text(self.closes)}"


@dataclass(frozen=True, slots=True)
class RailSchedule:
    """Hours on a calendar in a time zone: the answers a router and a check page need.

    Instants are aware; those answered are in `tz`. All methods raise `ValueError` for a naive
    instant and `CalendarUnknown` where the calendar ends.
    """

    hours: RailHours
    calendar: BankCalendar
    tz: tzinfo = SHANGHAI

    def is_open(self, at: datetime) -> bool:
        """Whether business sent at `at` is taken at once."""
        return self.hours.always or self._day_of_next_close(at)[1] <= self._local(at)

    def next_opening(self, at: datetime) -> datetime:
        """Return the first open instant from `at` on: `at` itself if the rail is open now."""
        if self.hours.always:
            return self._local(at)
        return max(self._local(at), self._day_of_next_close(at)[1])

    def closes_at(self, at: datetime) -> datetime | None:
        """When the window that is open at `at`, or else the next one, closes; None if never."""
        if self.hours.always:
            return None
        return self._instant(self._day_of_next_close(at)[0], self.hours.closes)

    def settles_on(self, at: datetime) -> date:
        """Return the bank day that business sent at `at` settles on: Thursday 21:00 is Friday's.

        If the rail is closed, the day of the next window; for 7x24 the day its netting settles.
        """
        if self.hours.always:
            return self.calendar.next_bank_day(self._local(at).date())
        return self._day_of_next_close(at)[0]

    def _day_of_next_close(self, at: datetime) -> tuple[date, datetime]:
        """Find the first bank day whose window has not closed by `at`, and when that opens."""
        local = self._local(at)
        day = self.calendar.next_bank_day(local.date())
        if self._instant(day, self.hours.closes) <= local:
            day = self.calendar.next_bank_day(day, including=False)
        return day, self._instant(day, self.hours.opens)

    def _instant(self, day: date, minutes: int) -> datetime:
        return datetime.combine(day, time(), self.tz) + timedelta(minutes=minutes)

    def _local(self, at: datetime) -> datetime:
        if at.tzinfo is None:
            message = "an instant is aware"
            raise ValueError(message)
        return at.astimezone(self.tz)


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _clock_text(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"

"""Bank days of the euro area (T2, formerly TARGET2) for the EUR correspondent rail.

Closed on weekends and on six days fixed by the ECB for good in 2000 (in force since 2002); there
are no make-up days and no provisional years.
"""

from datetime import date, timedelta
from typing import Final

from kernel.calendar.bank_days import BankCalendar, is_weekend

_FIRST_YEAR: Final = 2002
_FIXED: Final = frozenset({(1, 1), (5, 1), (12, 25), (12, 26)})
_FROM_EASTER: Final = frozenset({timedelta(days=-2), timedelta(days=1)})


class TargetCalendar(BankCalendar):
    """Weekends, 1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December are closed."""

    name = "EUR T2"

    def _is_known(self, year: int) -> bool:
        return year >= _FIRST_YEAR

    def _works(self, on: date) -> bool:
        if is_weekend(on) or (on.month, on.day) in _FIXED:
            return False
        return on - easter_sunday(on.year) not in _FROM_EASTER


def easter_sunday(year: int) -> date:
    """Easter by the Gregorian computus (golden number, epact, Sunday letter)."""
    golden = year % 19
    century = year // 100
    skipped_leap_days = century - century // 4
    moon_shift = (8 * century + 13) // 25
    epact = (19 * golden + skipped_leap_days - moon_shift + 15) % 30
    full_moon = epact - (epact > 28 or (epact == 28 and golden > 10))  # noqa: PLR2004
    weekday = (year + year // 4 + full_moon + 2 - skipped_leap_days) % 7
    return date(year, 3, 28) + timedelta(days=full_moon - weekday)

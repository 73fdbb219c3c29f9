"""What a discount comes to (贴现): days, interest and proceeds, from the bank's own price table.

Interest = face × days × rate / 360, rounded half up to the fen; the days run from today to the due date, moved to
the next bank day when it falls on a holiday.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from kernel.bills.codes import BillKind
from kernel.calendar import BankCalendar
from workflows.bills.errors import NoPrice

USUAL_PRICES: Final[Mapping[str, Any]] = {
    BillKind.BANK.value: [[30, "1.65"], [90, "1.85"], [184, "2.05"]],
    BillKind.FINANCE.value: [[90, "2.35"], [184, "2.65"]],
    BillKind.COMMERCIAL.value: [[90, "3.20"], [184, "3.60"]],
}
"""What a bank of today starts with, by kind: up to so many days, the rate a year; `settings.bill_prices` replaces it."""
_YEAR: Final = 360
_PERCENT: Final = 100


@dataclass(frozen=True, slots=True)
class Quote:
    """A discount as it would be settled on a day."""

    rate: Decimal
    days: int
    ends_on: date
    face_minor: int
    interest_minor: int


def rate_of(prices: Mapping[str, Any], kind: BillKind, days: int) -> Decimal:
    """The rate for a kind and so many days; raises NoPrice."""
    table = prices.get(kind.value, USUAL_PRICES[kind.value])
    rate = next((rate for upto, rate in table if days <= upto), None)
    if rate is None or days <= 0:
        raise NoPrice
    return Decimal(rate)


def quote(
    prices: Mapping[str, Any], kind: BillKind, face_minor: int, today: date, ends_on: date
) -> Quote:
    """The bank's quote, all interest the seller's; raises NoPrice."""
    days = (ends_on - today).days
    rate = rate_of(prices, kind, days)
    return Quote(rate, days, ends_on, face_minor, interest(face_minor, days, rate))


def interest(face_minor: int, days: int, rate: Decimal) -> int:
    """The interest in minor units."""
    exact = Decimal(face_minor) * days * rate / (_YEAR * _PERCENT)
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def ends_on(calendar: BankCalendar, due_on: date) -> date:
    """The day interest runs to: the due date, or the next bank day."""
    return calendar.next_bank_day(due_on)


def share(interest_minor: int, percent: int) -> int:
    """A part of the interest, rounded half up to the fen."""
    part = Decimal(interest_minor) * percent / _PERCENT
    return int(part.quantize(Decimal(1), ROUND_HALF_UP))


def decimal(written: str) -> Decimal:
    """A rate as it was written; the pattern of its field has checked it."""
    return Decimal(written)

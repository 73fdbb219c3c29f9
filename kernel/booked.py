"""What is asked of an account's books and told of them, alike for the books themselves and for any core."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DayBalance:
    """What an account held at the end of a bank day, and what moved on it, in minor units; a `closed` day never changes."""

    number: str
    on_date: date
    closed: bool
    closing_minor: int
    lines: int
    debit_minor: int
    credit_minor: int


@dataclass(frozen=True, slots=True)
class LineChoice:
    """Which lines of an account: behind a line, on days, of a direction, of a size, fees or not."""

    number: str
    after: int = 0
    from_on: date | None = None
    to_on: date | None = None
    credit: bool | None = None
    low_minor: int | None = None
    high_minor: int | None = None
    fees: bool | None = None


@dataclass(frozen=True, slots=True)
class LineSums:
    """What chosen lines come to, and between which lines they lie."""

    debits: int
    credits: int
    debit_minor: int
    credit_minor: int
    first_seq: int
    last_seq: int

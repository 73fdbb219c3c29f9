"""What the end of a day (日终) asks of a core and of clearing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, runtime_checkable
from uuid import UUID

from kernel.context import Context


@dataclass(frozen=True, slots=True)
class NightLine:
    """One booking with clearing: by its key, on a rail, in minor units; what we paid out is positive."""

    rail: str
    currency: str
    key: str
    minor: int


@dataclass(frozen=True, slots=True)
class Interest:
    """What a period came to on an account: products in minor units × days, and the interest of it."""

    account_id: UUID
    period_on: date
    number: str
    currency: str
    product: int
    days: int
    interest_minor: int


@dataclass(frozen=True, slots=True)
class Unequal:
    """An account whose kept figure is not what its rows come to: `balance`, `statement` or `holds`."""

    what: str
    number: str
    currency: str
    cached_minor: int
    entries_minor: int


class CoreNight(Protocol):
    """A core whose days are ended step by step; each call is safe to repeat."""

    def last_cut(self, ctx: Context) -> date | None:
        """The last day that was cut."""
        ...

    def cut_over(self, ctx: Context, on: date) -> bool:
        """Cut a day (日切); False when it was cut before."""
        ...

    def close_portion(self, ctx: Context, on: date, limit: int) -> int:
        """Make statements of a day for so many accounts; how many that were, 0 when all are made."""
        ...

    def statements_on(self, ctx: Context, on: date) -> Mapping[str, int]:
        """How many statements and lines a closed day has."""
        ...

    def accrue(self, ctx: Context, on: date) -> Mapping[str, Any]:
        """Count a day's balances for interest (积数); how many accounts, and currencies without a rate."""
        ...

    def period_of(self, on: date) -> date:
        """The last day of the interest period a day belongs to."""
        ...

    def settle_interest(self, ctx: Context, period_on: date) -> int:
        """Work out what a period came to, once; for how many accounts."""
        ...

    def pay_interest(self, ctx: Context, value_on: date, limit: int) -> int:
        """Pay so much of what is due; what an account does not take is parked. 0 when nothing is due."""
        ...

    def pay_parked(self, ctx: Context, limit: int) -> int:
        """Pay what was parked on accounts that take it now; 0 when there is none."""
        ...

    def interest_totals(self, ctx: Context, period_on: date) -> Sequence[Mapping[str, Any]]:
        """What a period came to, by currency and state."""
        ...

    def clearing_lines(self, ctx: Context, on: date) -> list[NightLine]:
        """Everything booked with clearing on a business day."""
        ...

    def booked_on(self, ctx: Context, keys: Sequence[str]) -> Mapping[str, date]:
        """The business dates of bookings by their keys."""
        ...

    def unequal(self, ctx: Context, on: date) -> list[Unequal]:
        """Accounts whose kept figures are not what their rows come to."""
        ...


@dataclass(frozen=True, slots=True)
class ClearedItem:
    """A line of clearing's own statement: `out` and `back` by submission, `in` by reference; outgoing is positive."""

    key: str
    rail: str
    currency: str
    minor: int


@dataclass(frozen=True, slots=True)
class ClearedPage:
    """A page of the statement of a day; `after` is empty at the end."""

    items: Sequence[ClearedItem]
    after: str = ""


@runtime_checkable
class ClearingStatements(Protocol):
    """A clearing that gives a statement of each day. Never called inside a transaction."""

    def statement(self, bank_code: str, on: date, after: str) -> ClearedPage:
        """What clearing settled for a bank on a day of its own. Raises ClearingTimeout."""
        ...

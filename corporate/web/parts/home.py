"""The home page (首页): clocks, totals, what comes and goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from corporate.web.parts.basics import Say, Tag
from kernel.money import Money
from kernel.text import Text


@dataclass(frozen=True, slots=True)
class CutOff:
    """One payment channel's hours today; `closes_at` is None for a channel that never closes."""

    name: Text
    note: Text
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    opens_next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CurrencyTotal:
    """One field of the currency strip: what is held, and what it is worth or weighs."""

    amount: Money
    note: Say


@dataclass(frozen=True, slots=True)
class Flow:
    """One line of what comes and goes in the next days."""

    on: date
    title: Say
    note: Say
    amount: Money


@dataclass(frozen=True, slots=True)
class Position:
    """The home page's one figure and what it consists of; all in one currency."""

    total: Money
    available: Money
    held: Money
    change: Money | None = None
    warning: Tag | None = None

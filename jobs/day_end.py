"""Closes bank days (日终): after midnight, each day since the last, in order, once.

A worker that was away for three days closes three days, one after the other: a statement belongs to
its day. The money of a day is booked under its date, so nothing of today can fall into yesterday.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from connectors.ports import CoreBanking
from kernel.calendar import SHANGHAI
from kernel.context import Context
from kernel.records import audit

CLOSES_AT: Final = time(0, 5)
_DAY: Final = timedelta(days=1)


def next_close(now: datetime, /) -> datetime:
    """Five past midnight in Shanghai, the next one after `now`."""
    local = now.astimezone(SHANGHAI)
    today = datetime.combine(local.date(), CLOSES_AT, SHANGHAI)
    return (today if local < today else today + _DAY).astimezone(now.tzinfo)


def days_to_close(due_at: datetime, now: datetime) -> list[date]:
    """The days before the one it was due on, up to yesterday."""
    first = due_at.astimezone(SHANGHAI).date() - _DAY
    last = now.astimezone(SHANGHAI).date() - _DAY
    return [first + _DAY * place for place in range((last - first).days + 1)]


class DayEnd:
    """The appointment that closes days."""

    def __init__(self, core: CoreBanking) -> None:
        self._core = core

    def __call__(self, ctx: Context, due_at: datetime) -> int:
        """Close what is to be closed; returns how many days that was."""
        days = days_to_close(due_at, ctx.now)
        for day in days:
            statements = self._core.close_day(ctx, day)
            audit.write(ctx, "jobs.day_end", "bank_day", day, {"statements": statements})
        return len(days)

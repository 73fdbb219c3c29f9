"""The position as a chart: days of the books, and what is known to leave the accounts next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from flask import url_for

from corporate.web import parts as p
from corporate.web.charts import Point, Trend
from kernel import limits
from kernel.money import Money
from kernel.text import Text
from workflows.accounts.commands import PositionDay
from workflows.payments.page_commands import PaymentLine

_SPANS: Final = {
    7: Text("7 天", "7 days"),
    28: Text("28 天", "28 days"),
    90: Text("季度", "Quarter"),
}
_USUAL: Final = 28
_AHEAD_DAYS: Final = 6
"""Payments to come are read for a week, today among its days."""
_LEAST: Final = 2


def span_of(typed: str) -> int:
    """How many days somebody wants to see; as usual for anything else."""
    return next((days for days in _SPANS if str(days) == typed), _USUAL)


def spans(chosen: int) -> tuple[tuple[Text, str, bool], ...]:
    """What one may choose."""
    return tuple(
        (label, url_for("home.home", span=days), days == chosen) for days, label in _SPANS.items()
    )


def with_change(position: p.Position, days: Sequence[PositionDay]) -> p.Position:
    """The one figure with what has changed since yesterday."""
    if len(days) < _LEAST:
        return position
    before = Money(days[-2].closing_minor, days[-2].currency)
    return replace(position, change=position.total - before)


def trend_of(days: Sequence[PositionDay], upcoming: Sequence[PaymentLine]) -> Trend | None:
    """The chart; none where there is but one day to draw.

    What comes is drawn only when all of it is known: a list that was cut off would promise too much money.
    """
    if not days:
        return None
    actual = tuple(Point(day.on, day.closing_minor) for day in days)
    ahead = _forecast(actual[-1], days[-1].currency, upcoming)
    trend = Trend(days[-1].currency, actual, ahead)
    return trend if len(trend.points) >= _LEAST else None


def _forecast(today: Point, currency: str, upcoming: Sequence[PaymentLine]) -> tuple[Point, ...]:
    leaving: Counter[date] = Counter()
    for line in upcoming:
        if line.currency == currency:
            leaving[max(line.value_on, today.on)] += line.amount_minor
    if not leaving or len(upcoming) >= limits.SEARCH_ROWS_MAX:
        return ()
    on_days = (today.on + timedelta(days=ahead) for ahead in range(1, _AHEAD_DAYS + 1))
    return tuple(
        Point(on, today.minor - sum(minor for due, minor in leaving.items() if due <= on))
        for on in on_days
    )

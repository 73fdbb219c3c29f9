"""The bank's ways out as pages show them: clocks of the rails, and until when a payment must be signed.

Only a picture of the bank's configuration and calendar; the router decides, not this.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from corporate.banks import Bank, Rail
from corporate.web.cutoffs import SOON
from corporate.web.formats import day, local, when
from corporate.web.parts import CutOff
from kernel.calendar import SHANGHAI
from kernel.money import format_minor
from kernel.text import Text
from workflows.payments.routes import RAIL_NAMES

_ORDER: Final = ("HVPS", "IBPS", "BEPS", "CORRESPONDENT")
_SHORT: Final = {
    "INTERNAL": Text("行内", "Own bank"),
    "HVPS": Text("大额支付", "HVPS"),
    "IBPS": Text("网银互联", "IBPS"),
    "BEPS": Text("小额支付", "BEPS"),
    "CORRESPONDENT": Text("跨境汇款", "Correspondent"),
}
_WAN: Final = 10_000_00
_TODAY: Final = Text("今日", "today")
_WAITS: Final = Text("待开放", "when open")


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when a payment should be signed to go as planned; `at` is None without an hour."""

    text: Text | str
    at: datetime | None = None
    soon: bool = False


def rail_name(code: str) -> Text:
    """A rail's full name."""
    return RAIL_NAMES.get(code, Text(code, code))


def short_name(code: str) -> Text:
    """A rail's name where there is little room."""
    return _SHORT.get(code, Text(code, code))


def clocks(bank: Bank, now: datetime) -> tuple[CutOff, ...]:
    """One clock for each rail that is switched on."""
    return tuple(_clocks(bank, now))


def deadline(bank: Bank, rail: str, value_on: date, now: datetime) -> Deadline:
    """Until when a payment on that rail for that day should be signed."""
    found = bank.rails.get(rail)
    if value_on > local(now).date() and (found is None or not _is_tonight(found, value_on, now)):
        return Deadline(day(value_on), datetime.combine(value_on, datetime.min.time(), SHANGHAI))
    if found is None or found.hours.always:
        return Deadline(_TODAY)
    closes = found.schedule.closes_at(now)
    if closes is None or not found.schedule.is_open(now):
        return Deadline(_WAITS, found.schedule.next_opening(now))
    return Deadline(when(closes, now), closes, closes - now < SOON)


def _is_tonight(rail: Rail, value_on: date, now: datetime) -> bool:
    """Whether the rail already takes that day's business: Thursday 21:00 is Friday's."""
    return rail.schedule.is_open(now) and rail.schedule.settles_on(now) == value_on


def _clocks(bank: Bank, now: datetime) -> Iterator[CutOff]:
    for code in _ORDER:
        rail = bank.rails.get(code)
        if rail is None or not rail.enabled:
            continue
        closes = rail.schedule.closes_at(now)
        if closes is None:
            yield CutOff(short_name(code), _note(rail))
            continue
        length = timedelta(minutes=rail.hours.closes - rail.hours.opens)
        opens = closes - length
        yield CutOff(short_name(code), _note(rail), opens, closes, opens)


def _note(rail: Rail) -> Text:
    if rail.cap_minor is not None and rail.currency == "CNY" and rail.cap_minor % _WAN == 0:
        ten_thousands = rail.cap_minor // _WAN
        most = format_minor(rail.cap_minor, rail.currency).partition(".")[0]
        return Text(f"单笔 {ten_thousands} 万元以内", f"Up to {most} each")
    if rail.currency != "CNY":
        return Text(f"{rail.currency} · 当日起息", f"{rail.currency} · same-day value")
    return Text("人民银行 · 不限金额", "Large value · any amount")

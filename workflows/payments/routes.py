"""Which way a payment leaves (汇路): pure, from the bank's configuration and the facts.

Real time or not is known, and shown, before anybody signs (银发〔2019〕85号). A payment is never
split to slip under a cap.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from corporate.banks import Price, Rail
from kernel.calendar import RailSchedule
from kernel.errors import Finding
from kernel.money import Money
from kernel.text import Text
from workflows.payments.errors import block, warn

INTERNAL = "INTERNAL"
CORRESPONDENT = "CORRESPONDENT"
RAIL_NAMES = {
    INTERNAL: Text("行内转账", "Own-bank transfer"),
    "HVPS": Text("大额支付系统", "HVPS (large value)"),
    "BEPS": Text("小额支付系统", "BEPS (batch)"),
    "IBPS": Text("网上支付跨行清算", "IBPS (real time)"),
    CORRESPONDENT: Text("代理行汇款", "Correspondent transfer"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """What the router must know of one payment."""

    money: Money
    own_bank: bool
    payee_in_ibps: bool
    wish: str
    on: date
    now: datetime
    price: Price = field(default_factory=Price)


@dataclass(frozen=True, slots=True)
class Route:
    """The way chosen: when it goes, whether it arrives at once, what it costs."""

    rail: str
    value_on: date
    opens_at: datetime | None
    realtime: bool
    fee: Money
    findings: tuple[Finding, ...] = ()

    @property
    def name(self) -> Text:
        """The rail's name."""
        return RAIL_NAMES[self.rail]

    @property
    def arrival(self) -> Text:
        """When the payee has the money, in words."""
        if self.opens_at is not None:
            when = self.opens_at.strftime("%m-%d %H:%M")
            return Text(
                f"非实时：{when} 系统开放后发出", f"Not real time: sent when the rail opens, {when}"
            )
        if self.realtime:
            return Text("实时到账", "Real time")
        if self.rail == CORRESPONDENT:
            return Text(
                "非实时：预计 1 至 2 个工作日到账", "Not real time: expected in 1 to 2 bank days"
            )
        return Text("非实时：预计 2 小时内到账", "Not real time: expected within 2 hours")


def choose(way: Way, rails: Mapping[str, Rail]) -> Route:
    """The route, with findings; a BLOCK finding says why there is none."""
    if way.own_bank:
        fee = way.price.fee(INTERNAL, way.money, 0)
        return Route(INTERNAL, way.on, None, realtime=True, fee=fee)
    if way.money.currency != "CNY":
        return _by(CORRESPONDENT, way, rails)
    if way.wish != "SMART":
        return _asked(way, rails)
    return _by(_smart(way, rails), way, rails)


def _smart(way: Way, rails: Mapping[str, Rail]) -> str:
    if way.payee_in_ibps and _takes(rails.get("IBPS"), way.money):
        return "IBPS"
    return "BEPS" if _takes(rails.get("BEPS"), way.money) else "HVPS"


def _takes(rail: Rail | None, money: Money) -> bool:
    return (
        rail is not None
        and rail.enabled
        and (rail.cap_minor is None or money.minor <= rail.cap_minor)
    )


def _asked(way: Way, rails: Mapping[str, Rail]) -> Route:
    """The payer named the rail: then its cap, its members and its hours must fit, or say why not."""
    route = _by(way.wish, way, rails)
    if route.findings and route.findings[0].severity == "block":
        return route
    if way.wish == "IBPS" and not way.payee_in_ibps:
        text = Text(
            "收款行未加入网银互联，请改用智能路由",
            "The payee's bank is not in IBPS; choose smart routing",
        )
        return _refuse(route, block("payee_not_in_ibps", text, "rail"))
    if route.opens_at is not None:
        when = route.opens_at.strftime("%Y-%m-%d %H:%M")
        text = Text(
            f"{route.name.zh}当前已停止受理，{when} 开放；请选智能路由或预约",
            f"{route.name.en} is closed and opens {when}; choose smart routing or a later date",
        )
        return _refuse(route, block("rail_closed", text, "rail"))
    return route


def _by(code: str, way: Way, rails: Mapping[str, Rail]) -> Route:
    rail, free = rails.get(code), Money(0, way.money.currency)
    if rail is None or not rail.enabled or rail.currency != way.money.currency:
        name = RAIL_NAMES[code]
        text = Text(f"本行未开通{name.zh}", f"{name.en} is not available at this bank")
        return Route(
            code,
            way.on,
            None,
            realtime=False,
            fee=free,
            findings=(block("rail_unavailable", text, "rail"),),
        )
    fee = way.price.fee(code, way.money, rail.fee_minor)
    if not _takes(rail, way.money):
        return Route(
            code, way.on, None, realtime=False, fee=fee, findings=(_over_cap(rail, way.money),)
        )
    opens_at, value_on = _opening(rail.schedule, way)
    findings = () if opens_at is None else (_waits(rail, opens_at),)
    if _is_later(rail.schedule, way) and value_on != way.on:
        findings = (_day_off(rail, way.on, value_on),)
    return Route(code, value_on, opens_at, rail.realtime and opens_at is None, fee, findings)


def _opening(schedule: RailSchedule, way: Way) -> tuple[datetime | None, date]:
    """The opening to wait for (None: open now, or on a later day) and the bank day it is for."""
    if _is_later(schedule, way):
        return None, way.on if schedule.hours.always else schedule.calendar.next_bank_day(way.on)
    if schedule.is_open(way.now):
        return None, business_day(schedule, way.now)
    return schedule.next_opening(way.now), schedule.settles_on(way.now)


def _is_later(schedule: RailSchedule, way: Way) -> bool:
    return way.on > _today(schedule, way.now)


def business_day(schedule: RailSchedule, now: datetime) -> date:
    """The day whose business an open rail takes: on Thursday at 20:30 it is Friday's already.

    A rail that never closes takes each natural day's.
    """
    return _today(schedule, now) if schedule.hours.always else schedule.settles_on(now)


def _today(schedule: RailSchedule, now: datetime) -> date:
    return now.astimezone(schedule.tz).date()


def _over_cap(rail: Rail, money: Money) -> Finding:
    cap = Money(rail.cap_minor or 0, money.currency)
    name = RAIL_NAMES[rail.code]
    text = Text(
        f"{name.zh}单笔上限 {cap.wire()} {money.currency}",
        f"{name.en} takes at most {cap.wire()} {money.currency}",
    )
    return block("over_rail_cap", text, "amount")


def _waits(rail: Rail, opens: datetime) -> Finding:
    name, when = RAIL_NAMES[rail.code], opens.strftime("%Y-%m-%d %H:%M")
    text = Text(
        f"{name.zh}当前关闭，将于 {when} 开放后发出（非实时）",
        f"{name.en} is closed; sent when it opens, {when}",
    )
    return warn("rail_closed", text, "rail")


def _day_off(rail: Rail, asked: date, day: date) -> Finding:
    name = RAIL_NAMES[rail.code]
    text = Text(
        f"{name.zh}在 {asked} 不营业，顺延至 {day}",
        f"{name.en} does not work on {asked}; moved to {day}",
    )
    return warn("date_off", text, "requested_on")


def _refuse(route: Route, finding: Finding) -> Route:
    """The route with why it is none; that it would wait for an opening is beside the point."""
    return dataclasses.replace(route, findings=(finding,))

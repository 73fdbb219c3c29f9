"""Clocks and deadlines: the bank's hours as people see them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from flask import Flask

from corporate.banks import Bank
from corporate.web.channels import clocks, deadline
from corporate.web.cutoffs import cut_off
from kernel.calendar import SHANGHAI
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld

MONDAY = date(2026, 11, 23)


def at(hour: int, minute: int = 0, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture
def bank(house: PaymentHouse, world: HouseWorld, app: Flask) -> Iterator[Bank]:
    with world.context("李娜") as ctx:
        found = house.house.banks.of(ctx.uow)
    with app.test_request_context("/"):
        yield found


def face(bank: Bank, name: str, now: datetime) -> tuple[str, str]:
    clock = next(c for c in clocks(bank, now) if c.name.zh == name)
    seen = cut_off(clock, now)
    return seen.state, seen.text.zh


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(10), ("open", "剩 7 时 15 分")),
        (at(16, 30), ("soon", "剩 45 分")),
        (at(17, 15), ("before", "未开始")),
        (at(20, 30), ("open", "剩 20 时 45 分")),
        (at(12, 0, day=22), ("before", "未开始")),
    ],
)
def test_the_clock_of_large_payments_follows_the_bank_day(
    bank: Bank, now: datetime, expected: tuple[str, str]
) -> None:
    assert face(bank, "大额支付", now) == expected


def test_a_rail_that_never_closes_says_so(bank: Bank) -> None:
    assert face(bank, "网银互联", at(3)) == ("always", "7×24")


@pytest.mark.parametrize(
    ("rail", "on", "now", "text", "soon"),
    [
        ("HVPS", MONDAY, at(10), "今日 17:15", False),
        ("HVPS", MONDAY, at(16, 20), "今日 17:15", True),
        ("HVPS", MONDAY, at(18), "待开放", False),
        ("HVPS", date(2026, 11, 24), at(21), "明日 17:15", False),
        ("HVPS", date(2026, 11, 30), at(10), "11-30", False),
        ("IBPS", MONDAY, at(23), "今日", False),
        ("INTERNAL", MONDAY, at(10), "今日", False),
        ("INTERNAL", date(2026, 11, 25), at(10), "11-25", False),
        ("CORRESPONDENT", MONDAY, at(15, 30), "今日 16:00", True),
    ],
)
def test_until_when_a_payment_should_be_signed(  # noqa: PLR0917 - a row of the table
    bank: Bank,
    rail: str,
    on: date,
    now: datetime,
    text: str,
    soon: bool,  # noqa: FBT001
) -> None:
    found = deadline(bank, rail, on, now)
    assert (str(found.text), found.soon) == (text, soon)

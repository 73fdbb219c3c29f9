"""The position by day: from the books, of the accounts one may see, of one currency."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kernel.errors import Denied
from kernel.operation import Door
from tests.counting import counted_statements
from tests.workflows.payments.house import PAYER, PaymentHouse
from workflows.accounts.commands import PositionDays

pytestmark = pytest.mark.database
BOTH = 105_000_000 + 1_000_000
SECOND = "1001234509012345686"


def position(pay: PaymentHouse, by: str = "李娜", **asked: Any) -> list[tuple[date, int]]:
    """Day and sum, as somebody sees them."""
    found = pay.house.gate.read(pay.world.actor(by), "accounts.position", asked)
    assert isinstance(found, PositionDays)
    assert {day.currency for day in found.days} <= {"CNY"}
    return [(day.on, day.closing_minor) for day in found.days]


def paid(pay: PaymentHouse, serial: str, minor: int) -> None:
    pay.submit(serial, amount_minor=minor)
    pay.decide("赵敏")


def test_each_day_is_what_the_books_say_and_today_what_there_is_now(pay: PaymentHouse) -> None:
    before = position(pay)
    paid(pay, "S1", 100)
    pay.run(lambda ctx: pay.worker.core.close_day(ctx, date(2026, 11, 23)))
    pay.world.advance(days=2)
    paid(pay, "S2", 1_000)
    assert before[-1] == (date(2026, 11, 23), BOTH)
    assert position(pay)[-3:] == [
        (date(2026, 11, 23), BOTH - 100),
        (date(2026, 11, 24), BOTH - 100),
        (date(2026, 11, 25), BOTH - 1_100),
    ]
    assert position(pay, Days=1) == [(date(2026, 11, 25), BOTH - 1_100)]


def test_it_begins_with_the_first_day_on_which_there_was_anything(pay: PaymentHouse) -> None:
    days = position(pay, Days=90)
    assert 0 < len(days) < 10
    assert all(minor > 0 for _, minor in days)


def test_only_accounts_with_a_right_are_added_up(pay: PaymentHouse) -> None:
    with pay.world.owner() as uow:
        uow.run(
            "UPDATE user_right SET account_number = %s WHERE user_id = %s",
            (SECOND, pay.world.user("李娜").user_id),
        )
    assert position(pay)[-1] == (date(2026, 11, 23), 5_000_000)


def test_it_is_for_people_and_costs_the_same_however_long(pay: PaymentHouse) -> None:
    actor = pay.world.actor("辰海 ERP", door=Door.DIRECT_LINK)
    with pytest.raises(Denied):
        pay.house.gate.read(actor, "accounts.position", {})
    position(pay)
    with counted_statements() as short:
        position(pay, Days=7)
    with counted_statements() as long:
        position(pay, Days=90)
    assert len(short) == len(long)


def test_it_tells_what_came_and_went_today_in_every_currency(pay: PaymentHouse) -> None:
    paid(pay, "S1", 100)
    paid(pay, "S2", 50)
    found = pay.house.gate.read(pay.world.actor("李娜"), "accounts.position", {})
    today = {one.account_number: one for one in found.today}
    assert (today[PAYER].credit_minor, today[PAYER].debit_minor) == (0, 150)
    assert {one.currency for one in found.today} == {"CNY", "EUR"}
    pay.world.advance(days=1)
    later = pay.house.gate.read(pay.world.actor("李娜"), "accounts.position", {})
    assert all((one.credit_minor, one.debit_minor) == (0, 0) for one in later.today)

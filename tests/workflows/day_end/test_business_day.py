"""The business date: a cut divides days whatever the clock says, while payments go on."""

from __future__ import annotations

import threading
from datetime import date, datetime, time
from typing import Any

import psycopg
import pytest

from connectors.core_banking.embedded import EmbeddedCore
from connectors.core_banking.night import EmbeddedNight
from kernel.calendar import SHANGHAI
from kernel.errors import Faulty
from ledger import night
from ledger.errors import DayClosed, translate
from tests.workflows.day_end.bank import NightBank
from tests.workflows.desk.bank import DeskBank
from tests.workflows.payments.house import PAYER
from tests.world import MONDAY
from workflows.day_end import rules
from workflows.desk.night_kinds import USUAL_CUT_OVER

TODAY = date(2026, 11, 23)
TOMORROW = date(2026, 11, 24)


def booked(bank: NightBank) -> list[date]:
    """The business dates of the payer's lines, in their order, without its opening."""
    rows = bank.rows(
        "SELECT e.booked_on, e.value_on FROM ledger_entry e JOIN ledger_account a ON a.tenant_id = e.tenant_id"
        " AND a.id = e.account_id WHERE a.number = %s AND e.kind <> 'opening' ORDER BY e.seq", PAYER,
    )  # fmt: skip
    assert all(row["booked_on"] == row["value_on"] for row in rows)
    return [row["booked_on"] for row in rows]


def test_what_is_booked_after_the_cut_is_of_the_next_day_before_midnight(bank: NightBank) -> None:
    desk = DeskBank(bank.world)
    with pytest.raises(Faulty):
        desk.propose("戴明", "cut_over", "day", {"hour": "12:00"})
    assert desk.done("cut_over", "day", {"hour": "23:00"}, by="戴明")["status"] == "in_force"
    bank.submit("S1")
    bank.decide("赵敏")
    bank.bring("R1", "10.00")
    bank.world.clock.set(datetime(2026, 11, 23, 23, 0, tzinfo=SHANGHAI))
    bank.work()
    bank.submit("S2")
    bank.decide("赵敏")
    bank.bring("R2", "20.00")
    assert booked(bank) == [TODAY, TODAY, TOMORROW, TOMORROW]
    assert [row["booked_on"] for row in bank.rows("SELECT booked_on FROM incoming_credit ORDER BY reference")] == [TODAY, TOMORROW]  # fmt: skip
    assert list(bank.ends("2026-11-23")) == [
        "cut_over",
        "make_statements",
        "accrue",
        "pay_interest",
        "charge",
    ]
    assert bank.rows("SELECT waiting FROM day_end")[0]["waiting"] == "clearing_day"
    bank.world.advance(hours=1)
    bank.work()
    assert list(bank.ends("2026-11-23"))[-1] == "prove"
    assert bank.differences("2026-11-23") == [("timing", "explained", 0, -2000)]
    bank.world.clock.set(datetime(2026, 11, 25, 1, 0, tzinfo=SHANGHAI))
    bank.work()
    assert bank.differences("2026-11-23") == [("timing", "cleared", 0, -2000)]
    assert bank.differences("2026-11-24") == [("timing", "explained", -2000, 0)]
    assert bank.breaches() == []


def test_a_cut_waits_for_bookings_under_way_and_they_for_nothing_else(bank: NightBank) -> None:
    """While a booking is told a date no cut happens; one that begins after the cut has the new date."""
    done: list[Any] = []

    def cut() -> None:
        bank.run(lambda ctx: done.append(night.cut_over(ctx.uow, TODAY, ctx.now)))

    other = threading.Thread(target=cut)
    with bank.world.job() as ctx:
        assert EmbeddedCore().business_on(ctx) == TODAY
        other.start()
        other.join(0.3)
        assert done == []
    other.join(60)
    assert done == [True]
    with bank.world.job() as ctx:
        assert EmbeddedCore().business_on(ctx) == TOMORROW
        assert EmbeddedNight(EmbeddedCore()).cut_over(ctx, TODAY) is False


def test_days_are_cut_one_after_the_other(bank: NightBank) -> None:
    with pytest.raises(psycopg.Error) as refused, bank.world.job() as ctx:
        night.cut_over(ctx.uow, TOMORROW, ctx.now)
    assert isinstance(translate(refused.value), DayClosed)
    assert bank.rows("SELECT count(*) AS n FROM ledger_business_day")[0]["n"] == 1


def test_a_bank_that_was_asleep_ends_each_day_and_dates_money_by_the_clock(bank: NightBank) -> None:
    bank.submit("S1")
    bank.decide("赵敏")
    bank.world.advance(days=3)
    bank.submit("S2")
    bank.decide("赵敏")
    bank.work()
    assert booked(bank) == [TODAY, date(2026, 11, 26)]
    closed = bank.rows("SELECT on_date FROM day_end WHERE status = 'closed' ORDER BY on_date")
    assert [row["on_date"].day for row in closed] == [23, 24, 25]
    assert [bank.ends(f"2026-11-{day}")["make_statements"]["statements"] for day in (24, 25)] == [
        0,
        0,
    ]
    assert bank.breaches() == []


def test_the_hour_of_the_cut() -> None:
    midnight = rules.cut_at(TODAY, rules.CUT_OVER)
    assert midnight == datetime(2026, 11, 24, 0, 5, tzinfo=SHANGHAI)
    assert rules.cut_at(TODAY, time(23)) == datetime(2026, 11, 23, 23, tzinfo=SHANGHAI)
    assert rules.cut_over_of("") == rules.CUT_OVER == rules.cut_over_of(USUAL_CUT_OVER)
    assert rules.cut_over_of("22:30") == time(22, 30)
    assert not rules.is_over(TODAY, MONDAY)
    assert rules.is_over(TODAY, datetime(2026, 11, 24, tzinfo=SHANGHAI))

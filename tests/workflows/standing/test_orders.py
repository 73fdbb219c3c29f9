"""Standing orders at the gate and in the worker: agreed once, paid on their days, never twice."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from corporate.admission import NoRight
from jobs.bank_run import BankRun
from jobs.standing import StandingRuns
from kernel.calendar import SHANGHAI
from kernel.clock import FixedClock
from kernel.errors import Faulty, NotFound
from kernel.operation import Door
from kernel.records.serials import SerialConflict
from kernel.states import IllegalTransition
from tests.risk.bench import LimitBench
from tests.workflows.payments.house import OTHER_PAYEE, OWN_PAYEE, PAYER, PaymentHouse
from workflows.standing.answers import (
    FoundStanding,
    PreviewedStanding,
    StandingPage,
    StandingView,
)
from workflows.standing.commands import (
    SubmitStanding,
)
from workflows.standing.errors import OnlyMaker
from workflows.standing.words import Frequency, Roll

AMOUNT = 1_000_00
FIRST = date(2026, 11, 30)
"""A Monday a week from the world's today."""


class Orders:
    """Short words for what people do with standing orders."""

    def __init__(self, pay: PaymentHouse) -> None:
        self.pay = pay
        self.chore = StandingRuns(pay.worker.standing)

    def command(self, serial: str = "ZQ1", **more: Any) -> SubmitStanding:
        given = {
            "payer_account": PAYER, "amount_minor": AMOUNT, "purpose": "房租", "frequency": Frequency.WEEKLY,
            "first_on": FIRST, "times": 3, **OWN_PAYEE, **more,
        }  # fmt: skip
        return SubmitStanding(client_serial=serial, **given)

    def do(self, code: str, given: object, by: str = "李娜") -> Any:
        return self.pay.house.gate.perform(self.pay.world.actor(by), code, given)

    def submit(self, serial: str = "ZQ1", *, by: str = "李娜", **more: Any) -> StandingView:
        view = self.do("standing.submit", self.command(serial, **more), by)
        assert isinstance(view, StandingView)
        return view

    def agreed(self, serial: str = "ZQ1", **more: Any) -> StandingView:
        """Submitted and approved by whoever must."""
        order = self.submit(serial, **more)
        self.pay.decide("赵敏")
        return self.find(order.number)

    def find(self, number: str, by: str = "李娜") -> FoundStanding:
        found = self.pay.house.gate.read(
            self.pay.world.actor(by), "standing.find", {"Number": number}
        )
        assert isinstance(found, FoundStanding)
        return found

    def at(self, on: date, hour: int, minute: int = 0) -> None:
        """Let it be that time, and the worker run."""
        clock = self.pay.world.clock
        assert isinstance(clock, FixedClock)
        clock.set(datetime.combine(on, time(hour, minute), SHANGHAI))
        self.work()

    def work(self) -> int:
        world = self.pay.world
        return self.chore(BankRun(world.db.worker, world.kernel, world.tenant_id))

    def empty(self, account: str = PAYER) -> None:
        """Take what is available off the account by a hold."""
        with self.pay.world.job() as ctx:
            held = self.pay.worker.core.accounts(ctx, [account])[0]
            self.hold = self.pay.worker.core.place_hold(ctx, account, held.available, "测试")

    def fill(self) -> None:
        """Give it back."""
        with self.pay.world.job() as ctx:
            self.pay.worker.core.void_hold(ctx, self.hold)


@pytest.fixture
def orders(pay: PaymentHouse) -> Orders:
    return Orders(pay)


def outcomes(found: FoundStanding) -> Mapping[int, str]:
    return {run.seq: run.status.value for run in found.past}


def test_an_order_is_agreed_once_and_every_run_is_an_ordinary_payment(orders: Orders) -> None:
    order = orders.agreed()
    assert (order.status, order.next_on, order.total_minor) == ("active", FIRST, 3 * AMOUNT)
    assert orders.work() == 0, "not before its day"
    before = orders.pay.balance()[0]
    for week in range(3):
        orders.at(FIRST + timedelta(days=7 * week), 8, 30)
    ended = orders.find(order.number)
    assert (ended.status, ended.over, ended.next_on) == ("completed", 3, None)
    assert outcomes(ended) == {1: "paid", 2: "paid", 3: "paid"}
    assert before - orders.pay.balance()[0] == 3 * AMOUNT
    paid = orders.pay.find(f"{order.number}/0002")
    assert (paid.status, paid.value_on, paid.authority) == (
        "succeeded", FIRST + timedelta(days=7), "approvers",
    )  # fmt: skip
    assert orders.pay.world.count("approval") == 1
    assert orders.pay.breaches() == []


def test_nothing_is_paid_before_everybody_has_agreed_and_a_rejected_order_never(
    orders: Orders,
) -> None:
    order = orders.submit()
    orders.at(FIRST, 9)
    assert orders.pay.world.count("payment") == 0
    orders.pay.decide("赵敏", "reject")
    orders.at(FIRST + timedelta(days=7), 9)
    assert orders.find(order.number).status == "rejected"
    assert orders.pay.world.count("payment") == 0


def test_the_sum_of_all_runs_decides_who_must_sign(orders: Orders) -> None:
    small = orders.submit("ZQ1", amount_minor=8_000_00, times=1)
    large = orders.submit("ZQ2", amount_minor=8_000_00, times=2)
    orders.pay.decide("赵敏")
    assert orders.find(small.number).status == "active"
    assert orders.find(large.number).status == "pending_approval"
    orders.pay.decide("王磊")
    assert orders.find(large.number).status == "active"


def test_a_run_is_never_paid_twice_whatever_the_worker_dies_in(orders: Orders) -> None:
    order = orders.agreed()
    orders.pay.world.clock.advance(timedelta(days=7))
    runner = orders.pay.worker.standing.runner
    with orders.pay.world.job() as ctx:
        ((order_id, enterprise_id),) = runner.due(ctx, 10)
    with contextlib.suppress(ZeroDivisionError), orders.pay.world.job() as ctx:
        runner.run(ctx, order_id, enterprise_id)
        ctx.uow.flush()
        assert ctx.uow.rows("SELECT FROM payment") != []
        raise ZeroDivisionError  # the worker dies before its commit
    assert orders.pay.world.count("payment") == 0
    for _ in range(3):
        orders.pay.run(lambda ctx: runner.run(ctx, order_id, enterprise_id))
    assert orders.pay.world.count("payment") == 1
    assert orders.pay.world.count("client_serial", f"serial = '{order.number}/0001'") == 1


def test_short_of_funds_it_is_tried_until_the_cut_off_and_then_has_failed_with_a_reason(
    orders: Orders,
) -> None:
    order = orders.agreed()
    orders.empty()
    orders.at(FIRST, 8, 30)
    assert outcomes(orders.find(order.number)) == {1: "waiting"}
    orders.at(FIRST, 16, 0)
    waiting = orders.find(order.number).past[0]
    assert (waiting.status, waiting.attempts) == ("waiting", 2)
    assert orders.pay.world.count("payment") == 0
    orders.at(FIRST, 16, 30)
    found = orders.find(order.number)
    assert outcomes(found) == {1: "failed"}
    assert "余额不足" in found.past[0].reason_zh
    failed = orders.pay.find(f"{order.number}/0001")
    assert (failed.status, failed.reason_code) == ("failed", "ledger.insufficient_funds")
    told = orders.pay.world.count
    assert told("outbox", "topic = 'standing.short'") == 1, "once, however often it is tried"
    assert told("outbox", "topic = 'payment.failed'") == 1
    orders.fill()
    orders.at(FIRST + timedelta(days=7), 8, 30)
    assert outcomes(orders.find(order.number)) == {1: "failed", 2: "paid"}


def test_money_that_comes_in_time_pays_the_run_on_its_day(orders: Orders) -> None:
    order = orders.agreed()
    orders.empty()
    orders.at(FIRST, 9)
    orders.fill()
    orders.at(FIRST, 9, 20)
    assert outcomes(orders.find(order.number)) == {1: "waiting"}, "not before its next try"
    orders.at(FIRST, 9, 30)
    assert outcomes(orders.find(order.number)) == {1: "paid"}
    assert orders.pay.breaches() == []


def test_limits_count_each_run_on_its_own_day(orders: Orders) -> None:
    limits = LimitBench(orders.pay.world)
    limits.limit(AMOUNT)
    order = orders.agreed()
    assert limits.taken() == (0, 0), "an order reserves nothing"
    orders.at(FIRST, 8, 30)
    assert orders.pay.find(f"{order.number}/0001").status == "succeeded"
    orders.agreed("ZQ2", first_on=FIRST, times=1)
    orders.at(FIRST, 9)
    second = orders.pay.world.count("standing_run", "status = 'failed'")
    assert second == 1, "the day of the run is used up"
    orders.at(FIRST + timedelta(days=7), 8, 30)
    assert orders.pay.find(f"{order.number}/0002").status == "succeeded"
    assert limits.breaches() == []


def test_a_run_to_another_bank_is_held_and_sent_like_any_payment(orders: Orders) -> None:
    order = orders.agreed(**OTHER_PAYEE)
    orders.at(FIRST, 8, 30)
    assert orders.pay.find(f"{order.number}/0001").status == "submitted"
    orders.pay.dispatch()
    assert orders.pay.find(f"{order.number}/0001").status == "succeeded"
    assert orders.pay.breaches() == []


def test_suspended_it_pays_nothing_and_resumed_it_goes_on_without_making_up(orders: Orders) -> None:
    order = orders.agreed()
    orders.do("standing.suspend", {"Number": order.number, "Reason": "合同变更"})
    orders.at(FIRST + timedelta(days=1), 9)
    assert orders.pay.world.count("payment") == 0
    orders.do("standing.resume", {"Number": order.number})
    found = orders.find(order.number)
    assert (outcomes(found), found.next_on) == ({1: "skipped"}, FIRST + timedelta(days=7))
    orders.at(FIRST + timedelta(days=7), 8, 30)
    assert outcomes(orders.find(order.number)) == {1: "skipped", 2: "paid"}


def test_cancelled_it_never_pays_again_and_says_so_of_the_run_under_way(orders: Orders) -> None:
    order = orders.agreed()
    orders.empty()
    orders.at(FIRST, 8, 30)
    orders.do("standing.cancel", {"Number": order.number})
    orders.fill()
    orders.at(FIRST, 9)
    found = orders.find(order.number)
    assert (found.status, outcomes(found), found.coming) == ("cancelled", {1: "skipped"}, ())
    assert orders.pay.world.count("payment") == 0
    with pytest.raises(IllegalTransition):
        orders.do("standing.resume", {"Number": order.number})


def test_before_approval_only_its_maker_takes_it_back(orders: Orders) -> None:
    order = orders.submit()
    with pytest.raises(OnlyMaker):
        orders.do("standing.cancel", {"Number": order.number}, by="辰海 ERP")
    orders.do("standing.cancel", {"Number": order.number})
    assert orders.find(order.number).status == "withdrawn"


def test_who_may_not_pay_from_the_account_changes_nothing(orders: Orders) -> None:
    order = orders.agreed()
    with pytest.raises(NoRight):
        orders.do("standing.suspend", {"Number": order.number}, by="孙悦")
    with pytest.raises(NotFound):
        orders.pay.house.gate.read(
            orders.pay.world.actor("刘洋"), "standing.find", {"Number": order.number}
        )  # fmt: skip
    assert orders.find(order.number).status == "active"


def test_a_stricter_rule_of_today_holds_the_run_until_more_have_signed(orders: Orders) -> None:
    order = orders.agreed()
    orders.pay.world.db.tamper(
        "UPDATE yinqi.approval_policy SET rules = jsonb_set(rules, '{bands,CNY}',"
        " (rules #> '{bands,CNY}') #- '{0}')"
    )
    orders.at(FIRST, 8, 30)
    assert orders.find(order.number).status == "pending_approval"
    assert orders.pay.world.count("payment") == 0
    orders.pay.decide("王磊")
    orders.at(FIRST, 9)
    found = orders.find(order.number)
    assert (found.status, outcomes(found)) == ("active", {1: "paid"})


def test_what_no_payment_can_be_made_of_stops_the_order_and_says_why(orders: Orders) -> None:
    order = orders.agreed()
    orders.pay.world.db.tamper(
        f"UPDATE yinqi.signed_account SET may_pay = false WHERE account_number = '{PAYER}'"  # noqa: S608
    )
    orders.at(FIRST, 8, 30)
    found = orders.find(order.number)
    assert (found.status, outcomes(found)) == ("suspended", {1: "failed"})
    assert "未签约" in found.reason_zh
    assert orders.pay.world.count("outbox", "topic = 'standing.stopped'") == 1


def test_a_worker_that_was_away_pays_late_rather_than_never(orders: Orders) -> None:
    order = orders.agreed()
    orders.at(FIRST, 18)
    found = orders.find(order.number)
    assert (found.past, found.next_on) == ((), FIRST + timedelta(days=1)), "past the cut-off"
    orders.at(FIRST + timedelta(days=1), 8, 30)
    assert outcomes(orders.find(order.number)) == {1: "paid"}


def test_the_same_serial_again_is_the_same_order_and_other_content_is_refused(
    orders: Orders,
) -> None:
    first = orders.submit()
    again = orders.submit()
    assert (again.number, again.duplicate) == (first.number, True)
    with pytest.raises(SerialConflict):
        orders.submit(amount_minor=AMOUNT + 1)
    with pytest.raises(SerialConflict):
        orders.pay.submit("ZQ1")
    assert orders.pay.world.count("standing_order") == 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"first_on": date(2026, 11, 22)}, "standing.first_past"),
        ({"times": None}, "standing.no_end"),
        ({"until_on": date(2026, 11, 29)}, "standing.no_runs"),
        ({"times": 600}, "standing.too_many_runs"),
    ],
)
def test_days_that_cannot_be_are_refused_by_name(
    orders: Orders, more: dict[str, Any], code: str
) -> None:
    with pytest.raises(Faulty) as refused:
        orders.submit(**more)
    assert [found.code for found in refused.value.findings] == [code]


def test_the_link_previews_the_days_before_it_submits(orders: Orders) -> None:
    actor = orders.pay.world.actor("辰海 ERP", door=Door.DIRECT_LINK)
    command = orders.command(first_on=date(2027, 1, 1), roll=Roll.PREVIOUS)
    seen = orders.pay.house.gate.read(actor, "standing.preview", command)
    assert isinstance(seen, PreviewedStanding)
    assert [(run.nominal_on, run.run_on) for run in seen.coming] == [
        (date(2027, 1, 1), date(2026, 12, 31)),
        (date(2027, 1, 8), date(2027, 1, 8)),
        (date(2027, 1, 15), date(2027, 1, 15)),
    ]
    assert (seen.runs, seen.total_minor) == (3, 3 * AMOUNT)
    page = orders.pay.house.gate.read(actor, "standing.list")
    assert isinstance(page, StandingPage)
    assert page.orders == ()

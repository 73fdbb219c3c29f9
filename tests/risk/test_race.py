"""Thirty-two at once under one limit: never over it, and a control that shows the race is real."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest

from risk.errors import LimitExceeded
from risk.rules import LimitSpan
from tests.risk.bench import DAY, LimitBench
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld

pytestmark = pytest.mark.database

RACERS = 32
ROUNDS = 50
AMOUNT = 100
CEILING = 1_050  # ten fit, and a half


def race(attempt: Callable[[int], bool]) -> int:
    """Run all at once; how many were let through."""
    start = Barrier(RACERS)

    def run(number: int) -> bool:
        start.wait()
        return attempt(number)

    with ThreadPoolExecutor(RACERS) as pool:
        return sum(pool.map(run, range(RACERS)))


def _conditional(bench: LimitBench) -> bool:
    row = bench.reserve(AMOUNT)[1]
    return row is not None and row["verdict"] == "reserved"


def _sum_then_insert(bench: LimitBench) -> bool:
    """What everybody writes first: look how much there is, then add."""
    with bench.world.context("李娜") as ctx:
        found = ctx.uow.row(
            "SELECT coalesce(sum(amount_minor), 0) AS taken FROM limit_reservation WHERE tenant_id = %s"
            " AND counted_on = %s AND state <> 'released'",
            (ctx.tenant_id, DAY),
        )
        assert found is not None
        if found["taken"] + AMOUNT > CEILING:
            return False
        ctx.uow.run(
            "INSERT INTO limit_reservation VALUES (%s, %s, %s, 'test', 'reserved', %s, 'CNY', %s, '[]', 1, %s)",
            (ctx.tenant_id, ctx.enterprise_id, uuid4(), AMOUNT, DAY, ctx.now),
        )
        return True


def test_of_thirty_two_at_once_as_many_as_fit_are_let_through_and_the_control_breaks(
    bench: LimitBench,
) -> None:
    over = 0
    for _ in range(ROUNDS):
        bench.world.db.restore()
        bench.limit(CEILING)
        assert race(lambda _: _conditional(bench)) == CEILING // AMOUNT
        assert bench.taken() == (CEILING // AMOUNT * AMOUNT, 0)
        assert bench.breaches() == []
        bench.world.db.tamper("DELETE FROM yinqi.limit_reservation")
        over += race(lambda _: _sum_then_insert(bench)) * AMOUNT > CEILING
    assert over > 0


def test_takers_and_givers_at_once_leave_a_true_count(bench: LimitBench) -> None:
    """Half of them give up again at once, under three limits: none is lost, none counted twice."""
    bench.limit(CEILING)
    bench.limit(8, span=LimitSpan.DAY_COUNT)
    bench.limit(10 * CEILING, span=LimitSpan.MONTH_SUM)

    def attempt(number: int) -> bool:
        subject, row = bench.reserve(AMOUNT)
        if row is None or row["verdict"] != "reserved":
            return False
        (bench.consume if number % 2 else bench.release)(subject)
        return bool(number % 2)

    for _ in range(ROUNDS // 10):
        race(attempt)
        reserved, used = bench.taken()
        assert reserved == 0
        assert used <= 8 * AMOUNT
        assert bench.breaches() == []


def test_thirty_two_payments_race_one_day_limit(world: HouseWorld) -> None:
    """Submitted, booked and used in one go: what left the account is what the limit counted."""
    pay, bench = PaymentHouse(world), LimitBench(world)
    over = []
    for turn in range(ROUNDS):
        world.db.restore()
        pay.allow_direct()
        bench.limit(CEILING)
        before = pay.balance()[0]

        def submit(number: int, turn: int = turn) -> bool:
            try:
                return pay.submit(f"R{turn}-{number}", amount_minor=AMOUNT).status == "succeeded"
            except LimitExceeded:
                return False

        paid = race(submit) * AMOUNT
        over += [turn] if paid > CEILING else []
        assert (0, paid) == bench.taken()
        assert before - pay.balance()[0] == paid == CEILING // AMOUNT * AMOUNT
    assert over == []
    assert bench.breaches() == []

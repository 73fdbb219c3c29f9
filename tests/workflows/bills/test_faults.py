"""The exchange loses, delays, doubles and contradicts: nothing is done twice, and at night both say the same."""

from __future__ import annotations

import random
from datetime import date

import pytest

from connectors.bill_exchange.link import exchange_at
from connectors.bill_exchange.simulator.peer import Fault
from connectors.ports import Behaviour, ClearingUnreachable, Submission
from jobs.bills import Bills
from kernel.errors import YinqiError
from kernel.public_status import PublicStatus
from kernel.tenancy import Scope
from tests.workflows.bills.house import BillWorld
from tests.world import HouseWorld

NIGHT = date(2026, 11, 23)
FAULTY = [Behaviour.SILENT, Behaviour.NEVER_SEEN, Behaviour.DUPLICATE, Behaviour.ERROR, Behaviour.HALF, Behaviour.LATE_SUCCESS]  # fmt: skip


def reconcile(bills: BillWorld) -> list[int]:
    return [
        bills.worker.bills.reconciler.work(bills.run(tenant), bills.code(tenant), NIGHT)
        for tenant in bills.tenants()
    ]


def test_silence_is_unknown_and_only_an_enquiry_ends_it(bills: BillWorld) -> None:
    number = bills.delivered(minor=1000)
    bills.exchange.peer.script({}, Behaviour.NOT_FOUND_ONCE.value, "", 1)
    seen = bills.ask("恒锐", "endorse", bill_number=number, **bills.named("越洋"))
    bills.work(1)
    assert bills.find("恒锐", seen.number).status is PublicStatus.UNKNOWN
    bills.world.advance(minutes=2)
    bills.work()
    bills.world.advance(minutes=2)
    bills.work()
    assert bills.find("恒锐", seen.number).status is PublicStatus.PROCESSING
    counts = [one["received"] for one in bills.exchange.peer.report(bills.code(bills.world.tenant_id))]  # fmt: skip
    assert set(counts) <= {1, 2}
    bills.answer("越洋", number)
    assert bills.find("恒锐", seen.number).status is PublicStatus.SUCCEEDED
    assert bills.breaches() == []


def test_a_lost_snapshot_is_found_at_night_and_a_contradiction_is_kept_for_a_person(
    bills: BillWorld,
) -> None:
    number = bills.delivered(minor=1000)
    assert reconcile(bills) == [0, 0]
    bills.exchange.peer.spoil(Fault.LOST, Fault.LOST)
    bills.do("恒锐", "endorse", bill_number=number, interval="1-400", **bills.named("越洋"))
    assert [line.interval for line in bills.lines("恒锐")] == ["1-1000"]
    assert reconcile(bills) == [1, 1]
    assert sorted(line.interval for line in bills.lines("恒锐")) == ["1-400", "401-1000"]
    assert reconcile(bills) == [0, 0]
    bills.exchange.peer.spoil(Fault.CONTRADICTORY, Fault.TWICE)
    bills.answer("越洋", number)
    kept = bills.world.count("clearing_answer", "verdict = 'exception'")
    assert kept == 1
    assert bills.lines("恒锐", lane="held")[0].interval == "401-1000"
    assert bills.breaches() == []


def test_a_walk_at_random_with_faults_ends_with_both_sides_saying_the_same(
    bills: BillWorld,
) -> None:
    chance = random.Random(7)  # noqa: S311 - a walk that is the same every time
    numbers = [bills.delivered(minor=minor) for minor in (1000, 999_999)]
    for _ in range(14):
        bills.exchange.peer.spoil(*chance.choices([*Fault, Fault.TWICE], k=1))
        if chance.random() < 0.4:
            bills.exchange.peer.script({}, chance.choice(FAULTY).value, "", 1)
        step(bills, chance, chance.choice(numbers))
        bills.world.advance(minutes=16)
        bills.work()
        assert [found for found in bills.breaches() if "seat" not in found] == []
    bills.exchange.peer.forget_rules()
    bills.world.advance(minutes=40)
    bills.work(8)
    reconcile(bills)
    assert reconcile(bills) == [0, 0]
    assert bills.breaches() == []
    for tenant_id in bills.tenants():
        with bills.world.db.auditor.begin(Scope(tenant_id)) as uow:
            for row in uow.rows("SELECT number, version FROM bill WHERE tenant_id = %s", (tenant_id,)):  # fmt: skip
                found = bills.exchange.peer.bill(row["number"])
                assert found is not None
                assert found.version == row["version"]


def step(bills: BillWorld, chance: random.Random, number: str) -> None:
    """Somebody does something that is possible for them, to somebody else."""
    who, other = chance.sample(["辰海", "恒锐", "越洋"], 2)
    mine = [line for line in bills.lines(who) if line.bill_number == number]
    if not mine:
        return
    line = chance.choice(mine)
    try:
        if line.lane == "to_sign":
            bills.ask(who, "answer", bill_number=number, interval=line.interval, agrees=chance.random() < 0.8, reason="DC04")  # fmt: skip
        elif line.lane == "held":
            start = int(line.interval.split("-")[0])
            part = f"{start}-{start + chance.randrange(line.amount_minor)}"
            act = chance.choice(["endorse", "endorse", "pledge"])
            bills.ask(who, act, bill_number=number, interval=part, **bills.named(other))
    except YinqiError as refused:
        assert refused.message.zh  # noqa: PT017 - refusals are part of the walk


def test_at_night_the_worker_notes_what_it_compared_and_waits_where_nobody_answers(
    bills: BillWorld,
) -> None:
    bills.delivered(minor=1000)
    run = bills.run(bills.world.tenant_id)
    assert Bills(bills.worker).reconcile(run) == 0
    with bills.world.db.auditor.begin(Scope(bills.world.tenant_id)) as uow:
        (night,) = uow.rows("SELECT on_date, bills, differences FROM bill_reconciliation")
    assert night == {"on_date": NIGHT, "bills": 1, "differences": []}
    bills.exchange.stop()
    bills.exchange.close()
    assert Bills(bills.worker).reconcile(run) == 0
    assert bills.world.count("bill_reconciliation") == 1


def test_where_no_exchange_is_configured_everything_stays_due(world: HouseWorld) -> None:
    nobody = exchange_at("")
    for ask in (
        lambda: nobody.submit("313305000017", Submission(world.kernel.ids.uuid7(), "BILLS", {})),
        lambda: nobody.enquire("313305000017", world.kernel.ids.uuid7()),
        lambda: nobody.collect("313305000017", ""),
        lambda: nobody.positions("313305000017", ""),
    ):
        with pytest.raises(ClearingUnreachable):
            ask()

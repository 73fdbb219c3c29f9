"""The wake-up is quick, and nothing but quick: whatever becomes of it, the work is done."""

import queue
import threading
from collections.abc import Iterator
from uuid import UUID

import pytest

from connectors.ports import Outcome
from corporate.bootstrap import House
from jobs import house as jobs
from jobs.chores import Lane
from jobs.wake_up import Listener, WakeUp
from jobs.worker import Bell, Worker
from tests.workflows.dispatch.house import House as Slices
from tests.workflows.dispatch.house import Script, answer
from tests.world import HouseWorld

PATIENCE_S = 60


@pytest.fixture
def empty(world: HouseWorld) -> HouseWorld:
    world.db.as_superuser("TRUNCATE procrastinate.procrastinate_jobs CASCADE")
    return world


@pytest.fixture
def waker(empty: HouseWorld) -> Iterator[WakeUp]:
    found = WakeUp(empty.db.app.dsn)
    yield found
    found.close()


def waiting(world: HouseWorld) -> list[str]:
    with world.job() as ctx:
        rows = ctx.uow.rows("SELECT args FROM procrastinate.procrastinate_jobs ORDER BY id")
    return [row["args"]["tenant_id"] for row in rows]


def test_a_door_may_wake_and_says_nothing_but_which_bank(empty: HouseWorld, waker: WakeUp) -> None:
    assert waker.bank(empty.tenant_id)
    assert waker.bank(empty.other_tenant_id)
    assert waiting(empty) == [str(empty.tenant_id), str(empty.other_tenant_id)]


def test_a_bank_waits_in_the_queue_once(
    empty: HouseWorld, waker: WakeUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert waker.bank(empty.tenant_id)
    assert not waker.bank(empty.tenant_id), "asked a moment ago"
    monkeypatch.setattr("kernel.limits.WAKE_UP_EVERY_S", 0)
    assert not waker.bank(empty.tenant_id), "it waits already"
    assert len(waiting(empty)) == 1


def test_a_wake_up_that_cannot_be_sent_is_nobodys_failure(empty: HouseWorld) -> None:
    nowhere = WakeUp("postgresql://nobody@127.0.0.1:1/none?connect_timeout=1")
    assert not nowhere.bank(empty.tenant_id)
    nowhere.close()


def test_a_listener_hears_at_once(empty: HouseWorld, waker: WakeUp) -> None:
    heard: queue.Queue[UUID] = queue.Queue()
    listener = Listener(empty.db.worker.dsn, heard.put)
    listener.start()
    try:
        waker.bank(empty.tenant_id)
        assert heard.get(timeout=PATIENCE_S) == empty.tenant_id
    finally:
        listener.end()
    assert not listener.is_alive()


def test_a_bell_says_for_whom_it_was_rung_and_forgets(world: HouseWorld) -> None:
    bell = Bell()
    bell.ring((world.tenant_id,))
    bell.ring(())
    assert bell.wait(0) == {world.tenant_id}
    assert bell.wait(0) == set()


def test_two_workers_with_every_wake_up_lost_do_everything_once(
    world: HouseWorld, house: House, slices: Slices, script: Script
) -> None:
    payments = [slices.pay(10_000) for _ in range(12)]
    script.submits += [answer(Outcome.SETTLED, f"m{n}") for n in range(12)]
    world.db.as_superuser("TRUNCATE procrastinate.procrastinate_jobs CASCADE")
    workers = [Worker(jobs.rounds(house)) for _ in range(2)]
    threads = [threading.Thread(target=worker.serve) for worker in workers]
    for thread in threads:
        thread.start()
    try:
        await_all(slices, payments)
    finally:
        for worker in workers:
            worker.end()
        for thread in threads:
            thread.join()
    assert len(script.sent) == len(set(script.sent)) == 12
    jobs.run_until_idle(house)
    assert slices.money() == (100_000_000 - 12 * 10_500, 0)
    assert world.count("receipt", "kind <> 'fee'") == world.count("receipt", "kind = 'fee'") == 12
    assert world.count("notice") == 12
    slices.check_books()


def test_a_woken_worker_looks_at_once_although_nothing_is_due(
    world: HouseWorld, house: House, slices: Slices, script: Script
) -> None:
    rounds = jobs.rounds(house)
    for lane in Lane:
        rounds.run_due(world.tenant_id, lane)
    payment_id = slices.pay(10_000)
    script.submits.append(answer(Outcome.SETTLED, "m1"))
    assert rounds.run_due(world.tenant_id, Lane.CLEARING) == 0
    worker = Worker(rounds)
    thread = threading.Thread(target=worker.serve)
    thread.start()
    try:
        worker.wake(world.tenant_id)
        await_all(slices, [payment_id])
    finally:
        worker.end()
        thread.join()
    assert len(script.sent) == 1


def await_all(slices: Slices, payments: list[UUID]) -> None:
    """Look until they have succeeded; the clock of the world stands still meanwhile."""
    pause = threading.Event()
    for _ in range(PATIENCE_S * 10):
        if all(slices.payment(one)["status"] == "succeeded" for one in payments):
            return
        pause.wait(0.1)
    message = "they did not come to their end"
    raise AssertionError(message)

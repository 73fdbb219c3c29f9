"""The schedule's rows say what runs: on the injected clock, once, whatever fails or dies."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from jobs.bank_run import BankRun
from jobs.chores import Chore, Lane, every
from jobs.rounds import NeverIdle, Rounds
from kernel import failpoints
from kernel.db_errors import DatabaseUnavailable
from kernel.failpoints import FailpointReached
from tests.world import HouseWorld


class Counter:
    """Counts its runs; does as much as it was given."""

    def __init__(self, *amounts: int) -> None:
        self.runs: list[datetime] = []
        self._amounts = list(amounts)

    def __call__(self, run: BankRun) -> int:
        self.runs.append(run.world.clock.now())
        return self._amounts.pop(0) if self._amounts else 0


def rounds(world: HouseWorld, *chores: Chore) -> Rounds:
    return Rounds(world.db.worker, world.kernel, lambda: [world.tenant_id], chores)


def chore(name: str, work: Callable[[BankRun], int], **interval: int) -> Chore:
    return Chore(name, Lane.HOUSE, every(**(interval or {"seconds": 10})), work)


def schedule(world: HouseWorld) -> dict[str, Any]:
    with world.job() as ctx:
        rows = ctx.uow.rows("SELECT name, due_at, ran_at FROM schedule ORDER BY name")
    return {row["name"]: (row["due_at"], row["ran_at"]) for row in rows}


def test_a_chore_runs_when_it_is_due_and_not_before(world: HouseWorld) -> None:
    counter = Counter()
    found = rounds(world, chore("count", counter))
    for seconds in (0, 9, 1, 0, 10):
        world.advance(seconds=seconds)
        found.run_due(world.tenant_id, Lane.HOUSE)
    assert len(counter.runs) == 3
    now = world.clock.now()
    assert schedule(world) == {"count": (now + timedelta(seconds=10), now)}


def test_lanes_keep_to_themselves(world: HouseWorld) -> None:
    mine, other = Counter(), Counter()
    found = rounds(
        world, chore("mine", mine), Chore("other", Lane.CLEARING, every(seconds=1), other)
    )
    found.run_due(world.tenant_id, Lane.HOUSE)
    assert (len(mine.runs), len(other.runs)) == (1, 0)


def test_eight_workers_run_a_due_chore_once(world: HouseWorld) -> None:
    counter = Counter()
    workers = [rounds(world, chore("count", counter)) for _ in range(8)]
    threads = [
        threading.Thread(target=worker.run_due, args=(world.tenant_id, Lane.HOUSE))
        for worker in workers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(counter.runs) == 1


def test_one_that_fails_does_not_keep_the_others_and_is_due_again(world: HouseWorld) -> None:
    counter = Counter()

    def fails(_run: BankRun) -> int:
        message = "no such luck"
        raise LookupError(message)

    found = rounds(world, chore("a_fails", fails), chore("b_counts", counter))
    found.run_due(world.tenant_id, Lane.HOUSE)
    assert len(counter.runs) == 1
    assert set(schedule(world)) == {"a_fails", "b_counts"}


def test_a_database_that_is_away_ends_the_round(world: HouseWorld) -> None:
    def away(_run: BankRun) -> int:
        raise DatabaseUnavailable

    with pytest.raises(DatabaseUnavailable):
        rounds(world, chore("away", away)).run_due(world.tenant_id, Lane.HOUSE)


def test_a_clock_that_is_set_back_keeps_nobody_waiting(world: HouseWorld) -> None:
    counter = Counter()
    found = rounds(world, chore("count", counter))
    found.run_due(world.tenant_id, Lane.HOUSE)
    world.clock.advance(timedelta(days=-2))
    found.run_due(world.tenant_id, Lane.HOUSE)
    world.advance(seconds=10)
    found.run_due(world.tenant_id, Lane.HOUSE)
    assert len(counter.runs) == 2


def test_a_new_process_finds_rows_of_a_later_clock(world: HouseWorld) -> None:
    counter = Counter()
    rounds(world, chore("count", counter)).run_due(world.tenant_id, Lane.HOUSE)
    world.clock.advance(timedelta(hours=-1))
    anew = rounds(world, chore("count", counter))
    anew.run_due(world.tenant_id, Lane.HOUSE)
    assert len(counter.runs) == 1
    world.advance(seconds=10)
    anew.run_due(world.tenant_id, Lane.HOUSE)
    assert len(counter.runs) == 2


@pytest.mark.parametrize("name", ["invoices", "sandbox"])
def test_a_chore_that_dies_as_it_begins_is_only_late(world: HouseWorld, name: str) -> None:
    """Those that a bank of the scenarios does not have."""
    counter = Counter()
    found = rounds(world, chore(name, counter))
    failpoints.arm(f"jobs.{name}=raise")
    try:
        with pytest.raises(FailpointReached):
            found.run_due(world.tenant_id, Lane.HOUSE)
    finally:
        failpoints.arm("")
    assert counter.runs == []
    world.advance(seconds=10)
    found.run_due(world.tenant_id, Lane.HOUSE)
    assert len(counter.runs) == 1


def test_until_idle_goes_on_while_there_is_work(world: HouseWorld) -> None:
    counter = Counter(3, 2, 1)
    assert rounds(world, chore("count", counter)).run_until_idle() == 6
    assert len(counter.runs) == 4


def test_until_idle_says_when_work_makes_work_without_end(
    world: HouseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kernel.limits.JOBS_ROUNDS_MAX", 5)
    with pytest.raises(NeverIdle, match="5 rounds"):
        rounds(world, chore("count", lambda _run: 1)).run_until_idle()

"""Rates and places: counted over processes, told with 429 and when to come again, one enterprise's own."""

from __future__ import annotations

import multiprocessing
import threading
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from connectors.direct_link.buckets import Buckets
from connectors.direct_link.errors import TooManyAtOnce, TooManyMessages
from connectors.direct_link.link import DirectLink
from connectors.direct_link.pace import Pace, Terms
from corporate import bootstrap
from tests.connectors.direct_link.erp import Erp, Reply
from tests.connectors.direct_link.footprint import nothing_left
from tests.world import HouseWorld

ONE, OTHER = UUID(int=1 << 70), UUID(int=2 << 70)
SECOND = 1_000_000_000


class Ticks:
    """A clock that a test moves."""

    now = 10**15

    def __call__(self) -> int:
        return self.now


@pytest.fixture(autouse=True)
def ticks(monkeypatch: pytest.MonkeyPatch) -> Ticks:
    """The bank counts by a clock that stands, so that a slow machine earns nobody a message."""
    made = Ticks()
    monkeypatch.setattr(bootstrap, "Buckets", partial(Buckets, ticks=made))
    return made


def agree(world: HouseWorld, *, per_minute: int | None = None, at_once: int | None = None) -> None:
    """What the bank's desk does."""
    with world.owner() as uow:
        uow.run(
            "INSERT INTO link_address (tenant_id, enterprise_id, networks, changed_at, per_minute, at_once)"
            " VALUES (%s, %s, '[]', %s, %s, %s) ON CONFLICT (tenant_id, enterprise_id)"
            " DO UPDATE SET per_minute = excluded.per_minute, at_once = excluded.at_once",
            (world.tenant_id, world.enterprise("辰海").id, world.clock.now(), per_minute, at_once),
        )


def ask(erp: Erp) -> Reply:
    return erp.call("accounts.list", "ListAccounts")


def test_a_burst_passes_then_one_for_each_step_of_time(tmp_path: Path) -> None:
    ticks = Ticks()
    buckets = Buckets(tmp_path / "pace", ticks=ticks)
    taken = [buckets.take(ONE, per_minute=60, burst=10) for _ in range(11)]
    assert taken == [0.0] * 10 + [1.0]
    assert buckets.take(OTHER, 60, 10) == 0.0, "another enterprise has its own"
    ticks.now += SECOND
    assert [buckets.take(ONE, 60, 10) for _ in range(2)] == [0.0, 1.0]
    ticks.now += 3600 * SECOND
    assert [buckets.take(ONE, 60, 10) for _ in range(11)][-2:] == [0.0, 1.0], (
        "a rest fills it, no more"
    )


def test_refused_messages_use_up_nothing(tmp_path: Path) -> None:
    ticks = Ticks()
    buckets = Buckets(tmp_path / "pace", ticks=ticks)
    while not buckets.take(ONE, 60, 5):
        pass
    assert {buckets.take(ONE, 60, 5) for _ in range(50)} == {1.0}
    ticks.now += SECOND
    assert buckets.take(ONE, 60, 5) == 0.0


def test_two_objects_over_one_file_count_together(tmp_path: Path) -> None:
    ticks = Ticks()
    first, second = (Buckets(tmp_path / "pace", ticks=ticks) for _ in range(2))
    taken = [each.take(ONE, 60, 4) for _ in range(3) for each in (first, second)]
    assert taken == [0.0] * 4 + [1.0] * 2
    first.close()
    assert second.take(ONE, 60, 4) == 1.0


def _takes(path: Path, asked: int, passed: multiprocessing.Queue[int]) -> None:
    buckets = Buckets(path)
    passed.put(sum(1 for _ in range(asked) if not buckets.take(ONE, 1, 100)))


def test_processes_together_get_what_one_would(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    passed: multiprocessing.Queue[int] = context.Queue()
    workers = [context.Process(target=_takes, args=(tmp_path / "pace", 80, passed)) for _ in "ab"]
    for worker in workers:
        worker.start()
    counts = [passed.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join()
    assert sum(counts) == 100, counts


def test_a_number_of_before_the_machine_started_again_is_nothing(tmp_path: Path) -> None:
    ticks = Ticks()
    long_up = Buckets(tmp_path / "pace", ticks=ticks)
    while not long_up.take(ONE, 60, 5):
        pass
    ticks.now = 5 * SECOND
    again = Buckets(tmp_path / "pace", ticks=ticks)
    assert [again.take(ONE, 60, 5) for _ in range(6)] == [0.0] * 5 + [1.0]


def test_more_enterprises_than_places_are_counted_as_far_as_there_is_room(tmp_path: Path) -> None:
    buckets = Buckets(tmp_path / "pace", slots=4, ticks=Ticks())
    assert {buckets.take(UUID(int=number), 60, 1) for number in range(40)} == {0.0}
    assert sum(buckets.take(UUID(int=number), 60, 1) > 0 for number in range(40)) == 4


def test_so_many_at_once_and_the_next_waits_its_turn() -> None:
    pace = Pace(None, wait_s=30)
    terms, entered = Terms(at_once=2), threading.Event()

    def third() -> None:
        with pace.place(ONE, terms):
            entered.set()

    with pace.place(ONE, terms):
        with pace.place(ONE, terms), pace.place(OTHER, terms):
            thread = threading.Thread(target=third)
            thread.start()
            assert not entered.wait(0.05)
        assert entered.wait(30), "a place was given up"
        thread.join()


def test_who_waits_too_long_is_told_and_takes_no_place() -> None:
    pace, terms = Pace(None, wait_s=0.01), Terms(at_once=1)
    with pace.place(ONE, terms):
        for _ in range(2):
            with pytest.raises(TooManyAtOnce), pace.place(ONE, terms):
                pass
    with pace.place(ONE, terms):
        pass


def test_a_fault_gives_the_place_back(tmp_path: Path) -> None:
    pace = Pace(Buckets(tmp_path / "pace"), wait_s=0.01)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), pace.place(ONE, Terms(per_minute=600, at_once=1)):
            raise ZeroDivisionError
    with pytest.raises(TooManyMessages), pace.place(ONE, Terms(per_minute=1)):
        pass


def test_too_fast_is_told_with_429_signed_and_the_same_message_may_come_again(
    erp: Erp, world: HouseWorld
) -> None:
    agree(world, per_minute=6)
    assert ask(erp).code == "0000", "the first says what was agreed"
    passed = next(reply for reply in (ask(erp) for _ in range(5)) if reply.code != "0000")
    assert (passed.status, passed.code, passed.reason) == (429, "U160", "link.too_many_messages")
    assert "Yinqi-Signature" in passed.headers
    assert 1 <= int(passed.headers["Retry-After"]) <= 10
    assert "6" in passed.text("zh")
    message = erp.request("accounts.list", "ListAccounts", {})
    with nothing_left(world.db, nonces=0):
        assert [erp.post(message).code for _ in range(2)] == ["U160", "U160"]
    agree(world)  # the desk takes it back: counts from the next message that passes
    assert erp.post(message).code == "U160"


def test_a_stranger_uses_up_nothing_of_an_enterprise(
    erp: Erp, world: HouseWorld, ticks: Ticks
) -> None:
    agree(world, per_minute=6)
    assert ask(erp).code == "0000"
    ticks.now += SECOND
    message = erp.request("accounts.list", "ListAccounts", {})
    for _ in range(5):
        assert erp.post(message, erp.sign(b"other")).code == "D101"
    assert ask(erp).code == "0000"


def test_what_the_desk_changes_counts_after_the_next_message(
    erp: Erp, world: HouseWorld, link: DirectLink
) -> None:
    agree(world, at_once=1)
    ask(erp)
    (terms,) = link._senders._terms.values()
    assert (terms.at_once, terms.per_minute) == (1, 6000)
    agree(world)
    ask(erp)
    (terms,) = link._senders._terms.values()
    assert terms == Terms()

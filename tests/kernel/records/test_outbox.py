"""Facts are told after commit, in order per key, and a failing key holds back nobody else."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import psycopg

from kernel.db import savepoint
from kernel.records import outbox
from kernel.records.outbox import Message, Relayed
from tests.world import HouseWorld


def emit(world: HouseWorld, *facts: tuple[str, int]) -> None:
    with world.context("李娜") as ctx:
        for key, n in facts:
            outbox.emit(ctx.uow, world.kernel, "payment.moved", key, {"n": n})


def relay(world: HouseWorld, deliver: Callable[[Message], None], limit: int = 100) -> Relayed:
    with world.job() as ctx:
        return outbox.relay(ctx.uow, world.kernel, deliver, limit)


class Listener:
    """Hears everything, but for the keys it refuses."""

    def __init__(self, *refused: str) -> None:
        self.heard: list[tuple[str, int]] = []
        self.refused = set(refused)

    def __call__(self, message: Message) -> None:
        if message.key in self.refused:
            raise ConnectionError(message.key)
        self.heard.append((message.key, message.payload["n"]))

    def of(self, key: str) -> list[int]:
        return [n for heard, n in self.heard if heard == key]


def test_a_fact_is_told_once_and_in_order_per_key(world: HouseWorld) -> None:
    emit(world, ("a", 1), ("b", 1), ("a", 2), ("a", 3), ("b", 2))
    listener = Listener()
    assert relay(world, listener) == Relayed(told=5, failed=0)
    assert (listener.of("a"), listener.of("b")) == ([1, 2, 3], [1, 2])
    assert relay(world, listener) == Relayed(told=0, failed=0)
    assert len(listener.heard) == 5


def test_what_was_rolled_back_is_never_told(world: HouseWorld) -> None:
    with world.undone("李娜") as ctx:
        outbox.emit(ctx.uow, world.kernel, "t", "a", {"n": 1})
    listener = Listener()
    relay(world, listener)
    assert listener.heard == []


def test_a_failed_head_holds_back_its_own_key_only(world: HouseWorld) -> None:
    emit(world, ("a", 1), ("b", 1), ("a", 2), ("b", 2))
    listener = Listener("a")
    assert relay(world, listener) == Relayed(told=2, failed=1)
    assert listener.heard == [("b", 1), ("b", 2)]
    listener.refused.clear()
    assert relay(world, listener) == Relayed(told=0, failed=0), "not before its time"
    world.advance(seconds=2)
    assert relay(world, listener) == Relayed(told=2, failed=0)
    assert listener.of("a") == [1, 2]


def test_each_failure_waits_longer_and_is_noted(world: HouseWorld) -> None:
    emit(world, ("a", 1))
    waits, row = [], {}
    for _ in range(3):
        assert relay(world, Listener("a")).failed == 1
        with world.job() as ctx:
            row = ctx.uow.rows("SELECT * FROM outbox")[0]
        waits.append((row["retry_at"] - world.clock.now()).total_seconds())
        world.clock.set(row["retry_at"])
    assert waits == [2, 4, 8]
    assert (row["attempts"], row["error"], row["relayed_at"]) == (3, "ConnectionError: a", None)
    assert outbox.retry_after(99).total_seconds() == 512


def test_a_poison_message_raises_an_alarm_and_is_kept(world: HouseWorld) -> None:
    emit(world, ("a", 1))
    for _ in range(8):
        relay(world, Listener("a"))
        world.advance(minutes=10)
    with world.job() as ctx:
        assert [row["key"] for row in outbox.stuck(ctx.uow)] == ["a"]
    assert world.count("outbox") == 1


def test_what_a_failed_delivery_wrote_is_undone(world: HouseWorld) -> None:
    emit(world, ("a", 1), ("b", 1))
    with world.job() as ctx:

        def deliver(message: Message) -> None:
            outbox.emit(ctx.uow, world.kernel, "echo", f"echo-{message.key}", {"n": 0})
            if message.key == "a":
                ctx.uow.run("SELECT 1/0")

        done = outbox.relay(ctx.uow, world.kernel, deliver, 2)
    assert done == Relayed(told=1, failed=1)
    assert world.count("outbox", "topic = 'echo'") == 1
    assert world.count("outbox", "key = 'echo-b'") == 1


def test_a_part_that_failed_inside_a_delivery_does_not_save_the_rest_of_it(
    world: HouseWorld,
) -> None:
    emit(world, ("a", 1))
    with world.job() as ctx:

        def deliver(_: Message) -> None:
            outbox.emit(ctx.uow, world.kernel, "echo", "before", {})
            with contextlib.suppress(psycopg.errors.DivisionByZero), savepoint(ctx.uow):
                ctx.uow.run("SELECT 1/0")
            raise ConnectionError

        assert outbox.relay(ctx.uow, world.kernel, deliver, 1).failed == 1
    assert world.count("outbox", "topic = 'echo'") == 0


def test_the_databases_order_counts_when_the_clock_steps_back(world: HouseWorld) -> None:
    emit(world, ("a", 1))
    world.advance(hours=-1)
    emit(world, ("a", 2))
    listener = Listener()
    relay(world, listener)
    assert listener.of("a") == [1, 2]


def test_the_limit_is_kept(world: HouseWorld) -> None:
    emit(world, *[("a", n) for n in range(5)])
    listener = Listener()
    assert relay(world, listener, limit=3) == Relayed(told=3, failed=0)
    assert listener.of("a") == [0, 1, 2]


def test_a_second_relay_passes_over_the_keys_of_the_first(world: HouseWorld) -> None:
    emit(world, ("a", 1), ("a", 2), ("b", 1))
    inside, leave = Event(), Event()
    first, second = Listener(), Listener()

    def slow(message: Message) -> None:
        inside.set()
        leave.wait(60)
        first(message)

    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(relay, world, slow, 1)
        assert inside.wait(60)
        assert relay(world, second) == Relayed(told=1, failed=0)
        leave.set()
        assert running.result() == Relayed(told=1, failed=0)
    assert (first.heard, second.heard) == ([("a", 1)], [("b", 1)])
    relay(world, second)
    assert second.of("a") == [2]


def test_four_relays_at_once_tell_everything_once_and_in_order(world: HouseWorld) -> None:
    emit(world, *[(f"k{n % 7}", n) for n in range(140)])
    heard: list[tuple[str, int]] = []
    start = Barrier(4)

    def run(_: int) -> None:
        start.wait()
        while relay(world, lambda m: heard.append((m.key, m.payload["n"])), limit=5).told:
            pass

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(run, range(4)))
    relay(world, lambda m: heard.append((m.key, m.payload["n"])))
    assert len(heard) == 140
    for key in {key for key, _ in heard}:
        numbers = [n for k, n in heard if k == key]
        assert numbers == sorted(numbers)


def test_another_banks_facts_are_not_told(world: HouseWorld) -> None:
    emit(world, ("a", 1))
    listener = Listener()
    with world.job(world.other_tenant_id) as ctx:
        assert outbox.relay(ctx.uow, world.kernel, listener, 10).told == 0
    assert listener.heard == []

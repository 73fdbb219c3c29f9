"""The pool of connections: never more than it may have, and none that is unfit comes twice."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from kernel.pool import Exhausted, Pool
from tests.world import HouseWorld

pytestmark = pytest.mark.database


@pytest.fixture
def pool(world: HouseWorld) -> Iterator[Pool]:
    made = Pool(lambda: psycopg.connect(world.db.worker.dsn, autocommit=True), 2)
    yield made
    made.dispose()


def test_the_warmest_comes_first_and_there_are_no_more_than_its_size(pool: Pool) -> None:
    one, two = pool.take(1), pool.take(1)
    with pytest.raises(Exhausted):
        pool.take(0.01)
    pool.give(one, fit=True)
    pool.give(two, fit=True)
    warmest = pool.take(1)
    assert warmest is two
    pool.give(warmest, fit=True)


def test_an_unfit_one_is_closed_and_makes_room_for_another(pool: Pool) -> None:
    one = pool.take(1)
    pool.give(one, fit=False)
    assert one.connection.closed
    other = pool.take(1)
    assert other is not one
    assert other.run("SELECT 1 AS one").rows == [{"one": 1}]
    pool.give(other, fit=True)


def test_disposing_closes_those_in_use_when_they_come_back(pool: Pool) -> None:
    used, free = pool.take(1), pool.take(1)
    pool.give(free, fit=True)
    pool.dispose()
    assert (free.connection.closed, used.connection.closed) == (True, False)
    pool.give(used, fit=True)
    assert used.connection.closed


def test_a_place_is_not_lost_when_connecting_fails(world: HouseWorld) -> None:
    nowhere = psycopg.conninfo.make_conninfo(world.db.worker.dsn, dbname="nowhere")
    pool = Pool(lambda: psycopg.connect(nowhere), 1)
    for _ in range(2):
        with pytest.raises(psycopg.OperationalError):
            pool.take(0.01)

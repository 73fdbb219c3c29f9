"""Questions sent before they are asked: fewer trips, and never another answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from unittest.mock import patch

import pytest

from kernel.db import Database, UnitOfWork
from kernel.statements import Row, Statements
from kernel.tenancy import Scope
from tests.world import HouseWorld

pytestmark = pytest.mark.database

_COUNT = "SELECT count(*) AS found FROM schedule WHERE name = %s"
_PUT = "INSERT INTO schedule (tenant_id, name, due_at) VALUES (%s, %s, '2026-11-23T00:00:00Z')"


def count(uow: UnitOfWork, name: str = "a") -> Row | None:
    return uow.row(_COUNT, (name,))


def put(uow: UnitOfWork) -> None:
    uow.run(_PUT, (uow.scope.bank(), "a"))


@pytest.fixture
def house(world: HouseWorld) -> Database:
    return world.db.worker


@pytest.fixture
def scope(world: HouseWorld) -> Scope:
    return Scope(world.tenant_id)


@pytest.fixture
def trips() -> Iterator[list[int]]:
    """How many statements each message carried."""
    sent: list[int] = []
    run, run_all = Statements.run, Statements.run_all

    def one(self: Statements, *statement: object) -> object:
        sent.append(1)
        return run(self, *statement)  # type: ignore[arg-type]

    def many(self: Statements, statements: list[object]) -> object:
        sent.append(len(statements))
        return run_all(self, statements)  # type: ignore[arg-type]

    with patch.object(Statements, "run", one), patch.object(Statements, "run_all", many):
        yield sent


def test_what_was_noted_comes_with_the_opening_in_one_trip(
    house: Database, scope: Scope, trips: list[int]
) -> None:
    with house.begin(scope) as uow:
        uow.ahead(lambda: count(uow, "a"))
        uow.ahead(lambda: count(uow, "b"))
        assert trips == []
        assert (count(uow, "b"), count(uow, "a")) == ({"found": 0}, {"found": 0})
        assert trips == [3 + 2]
        assert count(uow, "a") == {"found": 0}  # an answer serves once
        assert trips == [5, 1]
    assert trips == [5, 1, 1]


@pytest.mark.parametrize(
    "other",
    [
        put,
        lambda uow: uow.defer(_PUT, (uow.scope.bank(), "a"), lambda fault: fault),
        lambda uow: uow.rows(
            f"{_PUT} RETURNING name",  # a read for all we know
            (uow.scope.bank(), "a"),
        ),
    ],
    ids=["written", "deferred", "read"],
)
@pytest.mark.parametrize("answered", [True, False])
def test_an_answer_counts_only_until_anything_else_is_sent(
    house: Database, scope: Scope, other: Callable[[UnitOfWork], object], *, answered: bool
) -> None:
    with house.begin(scope) as uow:
        uow.ahead(lambda: count(uow))
        if answered:
            uow.ahead(lambda: count(uow, "b"))
            count(uow, "b")
        other(uow)
        assert count(uow) == {"found": 1}


def test_entering_an_enterprise_makes_every_answer_old(world: HouseWorld, house: Database) -> None:
    seen = "SELECT current_setting('yinqi.enterprise') || %s AS it"
    enterprise = world.enterprise("辰海").id
    with house.begin(Scope(world.tenant_id)) as uow:
        uow.ahead(lambda: uow.row(seen, ("",)))
        uow.ahead(lambda: count(uow))
        count(uow)
        uow.narrow(enterprise)
        assert uow.row(seen, ("",)) == {"it": str(enterprise)}


def test_work_that_reads_nothing_or_writes_first_is_not_rehearsed(
    house: Database, scope: Scope, trips: list[int]
) -> None:
    with house.begin(scope) as uow:
        uow.ahead(lambda: None)
        with pytest.raises(RuntimeError, match="reads before it writes"):
            uow.ahead(lambda: put(uow))
        with pytest.raises(RuntimeError, match="reads before it writes"):
            uow.ahead(lambda: uow.defer(_PUT, (), lambda fault: fault))
        assert trips == []
        assert count(uow) == {"found": 0}


def test_a_transaction_that_sent_nothing_ends_without_a_trip(
    house: Database, scope: Scope, trips: list[int]
) -> None:
    with house.begin(scope):
        pass
    with pytest.raises(ZeroDivisionError), house.begin(scope):
        raise ZeroDivisionError
    assert trips == []


def test_what_travels_along_comes_with_whatever_is_asked_first_and_is_good_until_a_write(
    house: Database, scope: Scope, trips: list[int]
) -> None:
    with house.begin(scope) as uow:
        uow.answers.begin()
        uow.along(lambda: count(uow, "a"))
        uow.along(lambda: count(uow, "b"))
        assert trips == []
        assert count(uow, "c") == {"found": 0}
        assert trips == [3 + 3]
        assert (count(uow, "b"), count(uow, "a"), count(uow, "a")) == ({"found": 0},) * 3
        assert trips == [6]
        put(uow)
        assert count(uow, "a") == {"found": 1}


def test_what_travels_along_is_not_asked_twice_when_it_is_what_is_asked(
    house: Database, scope: Scope, trips: list[int]
) -> None:
    with house.begin(scope) as uow:
        uow.answers.begin()
        uow.along(lambda: count(uow, "a"))
        assert count(uow, "a") == {"found": 0}
        assert trips == [3 + 1]

"""One transaction: all of it or nothing, in the order in which it was said."""

from __future__ import annotations

import logging
from uuid import UUID

import psycopg
import pytest

from kernel import failpoints
from kernel.db import (
    Database,
    UnitOfWork,
    savepoint,
)
from kernel.failpoints import FailpointReached
from kernel.statements import Row
from kernel.tenancy import Scope
from tests.kernel.db.steps import (
    Step,
    Turned,
    attempt,
    backend,
    breaks,
    defer,
    defers,
    itself,
    names,
    put,
    puts,
    swallows_an_error,
    within,
)
from tests.world import HouseWorld

pytestmark = pytest.mark.database


class TestAllOrNothing:
    def test_what_a_block_wrote_stands_when_it_ends(
        self, world: HouseWorld, house: Database, scope: Scope
    ) -> None:
        with house.begin(scope) as uow:
            put(uow, "a")
            defer(uow, "b", itself)
        assert names(world) == ["a", "b"]

    def test_nothing_of_it_stands_when_it_raises(
        self, world: HouseWorld, house: Database, scope: Scope
    ) -> None:
        with pytest.raises(ZeroDivisionError):
            attempt(house, scope, puts("a"), defers("b"), breaks)
        assert names(world) == []

    def test_a_swallowed_error_is_never_committed_as_if_nothing_had_been(
        self, world: HouseWorld, house: Database, scope: Scope
    ) -> None:
        """PostgreSQL answers COMMIT in a failed transaction with ROLLBACK, and with no error."""
        with pytest.raises(RuntimeError, match="nothing to commit"):
            attempt(house, scope, swallows_an_error)
        with pytest.raises(psycopg.errors.InFailedSqlTransaction):
            attempt(house, scope, swallows_an_error, defers("b"))
        assert names(world) == []

    def test_a_connection_given_back_keeps_no_scope(self, world: HouseWorld) -> None:
        database = Database(world.db.worker.dsn, pool_size=1)
        with database.begin(Scope(world.tenant_id, world.enterprise("辰海").id)) as uow:
            first = backend(uow)
        with database.begin(Scope()) as uow:
            assert backend(uow) == first
            found = uow.row("SELECT current_setting('yinqi.tenant') AS t")
            assert found == {"t": ""}
            assert uow.rows("SELECT 1 AS one FROM payee") == []
        database.dispose()

    def test_a_connection_that_is_not_between_transactions_is_thrown_away(
        self, world: HouseWorld, scope: Scope
    ) -> None:
        database = Database(world.db.worker.dsn, pool_size=1)

        def cannot_roll_back(uow: UnitOfWork) -> None:
            uow.rollback = lambda: None  # type: ignore[method-assign]

        with pytest.raises(ZeroDivisionError):
            attempt(database, scope, puts("a"), cannot_roll_back, breaks)
        with database.begin(scope):
            pass
        assert names(world) == []
        database.dispose()


class TestDeferred:
    def test_it_is_sent_in_its_order_and_before_anything_is_read(
        self, house: Database, scope: Scope
    ) -> None:
        with house.begin(scope) as uow:
            for name in ("a", "b", "c"):
                defer(uow, name, itself)
            rows = uow.rows("SELECT name FROM schedule ORDER BY xmin::text, ctid")
            assert [row["name"] for row in rows] == ["a", "b", "c"]

    def test_its_error_is_the_one_it_stands_for_wherever_it_surfaces(
        self, world: HouseWorld, house: Database, scope: Scope
    ) -> None:
        def mine(fault: psycopg.Error) -> Exception:
            return Turned() if fault.diag.constraint_name == "schedule_pk" else fault

        surfaces: tuple[Step, ...] = (
            lambda uow: uow.rows("SELECT 1 AS one"),
            lambda uow: uow.run("SELECT 1"),
            lambda uow: uow.narrow(world.enterprise("辰海").id),
            lambda uow: uow.flush(),
            lambda _: None,  # with the commit
        )
        for surface in surfaces:
            with pytest.raises(Turned):
                attempt(house, scope, puts("a"), defers("b"), defers("a", mine), surface)
        assert names(world) == []

    def test_an_error_nobody_knows_is_the_databases_own(
        self, house: Database, scope: Scope
    ) -> None:
        with pytest.raises(psycopg.errors.UniqueViolation):
            attempt(house, scope, puts("a"), defers("a"))

    def test_more_than_a_socket_holds_is_sent_whole(self, house: Database, scope: Scope) -> None:
        """The server may be silent until it has read far more than the buffers between us hold."""
        with house.begin(scope) as uow:
            for _ in range(3_000):
                uow.defer("SELECT length(%s::text)", ("x" * 2_000,), itself)
            uow.flush()
            assert uow.row("SELECT 1 AS one") == {"one": 1}

    def test_entering_an_enterprise_sends_what_was_meant_for_the_bank(
        self, world: HouseWorld, house: Database, scope: Scope
    ) -> None:
        enterprise = world.enterprise("辰海").id
        with house.begin(scope) as uow:
            seen = "SELECT set_config('test.seen', current_setting('yinqi.enterprise'), false)"
            uow.defer(seen, (), itself)
            uow.narrow(enterprise)
            assert uow.scope == Scope(world.tenant_id, enterprise)
            assert uow.row("SELECT current_setting('test.seen') AS seen") == {"seen": ""}


class TestSavepoints:
    def test_a_part_fails_alone_and_an_outer_one_with_it_or_without(
        self, world: HouseWorld, house: Database, scope: Scope
    ) -> None:
        def kept(uow: UnitOfWork) -> None:
            with savepoint(uow):
                put(uow, "kept")
                within(puts("lost"), breaks)(uow)

        lost = within(puts("outer"), within(puts("inner"), breaks), breaks)
        attempt(house, scope, puts("before"), lost, kept, puts("after"))
        assert names(world) == ["after", "before", "kept"]

    def test_a_refusal_of_the_database_is_undone_with_its_part(
        self, world: HouseWorld, house: Database, scope: Scope
    ) -> None:
        with house.begin(scope) as uow:
            put(uow, "a")
            with pytest.raises(psycopg.errors.UniqueViolation), savepoint(uow):
                put(uow, "a")
            put(uow, "b")
        assert names(world) == ["a", "b"]

    def test_what_was_deferred_before_a_part_is_no_part_of_it(
        self, world: HouseWorld, house: Database, scope: Scope
    ) -> None:
        part = within(defers("inside"), breaks)
        attempt(house, scope, defers("before"), part, defers("after"))
        assert names(world) == ["after", "before"]

    def test_an_enterprise_entered_in_a_part_that_failed_is_left(
        self, world: HouseWorld, house: Database, scope: Scope
    ) -> None:
        other = world.enterprise("恒锐").id
        with house.begin(scope) as uow:
            within(lambda it: it.narrow(world.enterprise("辰海").id), breaks)(uow)
            assert uow.scope == scope
            uow.narrow(other)
            found = uow.row("SELECT current_setting('yinqi.enterprise') AS it")
        assert found == {"it": str(other)}


class TestAfterwards:
    def test_what_is_to_follow_a_commit_follows_it_and_only_it(
        self, house: Database, scope: Scope
    ) -> None:
        heard: list[str] = []
        with house.begin(scope) as uow:
            uow.after_commit(lambda: heard.append("stands"))
            assert heard == []
        with pytest.raises(ZeroDivisionError):
            attempt(house, scope, lambda it: it.after_commit(lambda: heard.append("never")), breaks)
        assert heard == ["stands"]

    def test_what_fails_after_the_commit_does_not_deny_it(
        self,
        world: HouseWorld,
        house: Database,
        scope: Scope,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        heard: list[str] = []

        def work(uow: UnitOfWork) -> str:
            put(uow, "a")
            uow.after_commit(lambda: heard.append(str(1 // 0)))
            uow.after_commit(lambda: heard.append("next"))
            return "done"

        with caplog.at_level(logging.ERROR):
            assert house.transact(scope, work) == "done"
        assert (names(world), heard) == (["a"], ["next"])
        assert "after commit" in caplog.text

    @pytest.mark.usefixtures("disarmed")
    @pytest.mark.parametrize(
        ("point", "stands"), [("db.before_commit", []), ("db.after_commit", ["a"])]
    )
    def test_the_two_places_around_a_commit(
        self, world: HouseWorld, scope: Scope, point: str, stands: list[str]
    ) -> None:
        failpoints.arm(f"{point}=raise")
        with pytest.raises(FailpointReached):
            attempt(world.db.worker, scope, puts("a"))
        failpoints.arm("")
        assert names(world) == stands


def test_another_banks_rows_are_not_there(world: HouseWorld, house: Database) -> None:
    def seen(tenant_id: UUID) -> list[Row]:
        with house.begin(Scope(tenant_id)) as uow:
            return uow.rows("SELECT name FROM schedule")

    with house.begin(Scope(world.tenant_id)) as uow:
        put(uow, "a")
    assert [row["name"] for row in seen(world.tenant_id)] == ["a"]
    assert seen(world.other_tenant_id) == []

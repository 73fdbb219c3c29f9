"""One transaction: all of it or nothing, said truly, on whatever the database or the network does."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import psycopg
import pytest

from kernel import failpoints, limits
from kernel.db import (
    CommitUnknown,
    Contended,
    Database,
    DatabaseUnavailable,
    Retry,
    UnitOfWork,
    savepoint,
)
from kernel.errors import Unavailable
from kernel.failpoints import FailpointReached
from kernel.statements import Row
from kernel.tenancy import Scope
from kernel.text import Text
from tests.server import TestDatabase
from tests.world import HouseWorld

pytestmark = pytest.mark.database

PUT = "INSERT INTO schedule (tenant_id, name, due_at) VALUES (%s, %s, '2026-11-23T00:00:00Z')"


class Turned(Unavailable, Retry):
    """A refusal of ours that a second beginning may mend."""

    code = "test.turned"
    text = Text("换日", "The day turned")


Step = Callable[[UnitOfWork], object]


def attempt(database: Database, scope: Scope, *steps: Step) -> None:
    """One transaction of a few steps."""
    with database.begin(scope) as uow:
        for step in steps:
            step(uow)


def put(uow: UnitOfWork, name: str) -> None:
    uow.run(PUT, (uow.scope.bank(), name))


def puts(name: str) -> Step:
    return lambda uow: put(uow, name)


def defer(uow: UnitOfWork, name: str, blame: Callable[[psycopg.Error], Exception]) -> None:
    uow.defer(PUT, (uow.scope.bank(), name), blame)


def defers(name: str, blame: Callable[[psycopg.Error], Exception] | None = None) -> Step:
    return lambda uow: defer(uow, name, blame or itself)


def runs(sql: str) -> Step:
    return lambda uow: uow.run(sql)


def breaks(_: UnitOfWork) -> None:
    raise ZeroDivisionError


def swallows_an_error(uow: UnitOfWork) -> None:
    put(uow, "a")
    with pytest.raises(psycopg.errors.UniqueViolation):
        put(uow, "a")


def within(*steps: Step) -> Step:
    """A part of the transaction that fails by what its steps raise, and alone."""

    def part(uow: UnitOfWork) -> None:
        with savepoint(uow):
            for step in steps:
                step(uow)

    def failing(uow: UnitOfWork) -> None:
        with pytest.raises(ZeroDivisionError):
            part(uow)

    return failing


def names(world: HouseWorld) -> list[str]:
    """What stands in the table that these tests write to."""
    with world.db.auditor.begin(Scope(world.tenant_id)) as uow:
        rows = uow.rows("SELECT name FROM schedule WHERE tenant_id = %s", (world.tenant_id,))
    return sorted(row["name"] for row in rows)


def itself(fault: psycopg.Error) -> Exception:
    return fault


def backend(uow: UnitOfWork) -> int:
    return uow.raw.info.backend_pid


def kill(database: TestDatabase, pid: int) -> None:
    """End a connection from the server's side, and wait until it is gone."""
    database.as_superuser(f"SELECT pg_terminate_backend({pid}, 5000)")


def killed(database: TestDatabase) -> Step:
    return lambda uow: kill(database, backend(uow))


@pytest.fixture
def scope(world: HouseWorld) -> Scope:
    return Scope(world.tenant_id)


@pytest.fixture
def house(world: HouseWorld) -> Database:
    return world.db.worker


@pytest.fixture
def disarmed() -> Iterator[None]:
    yield
    failpoints.arm("")


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


class TestAgain:
    def test_it_begins_again_when_another_wrote_first(self, house: Database, scope: Scope) -> None:
        tries = iter((Retry, Retry, None))

        def work(uow: UnitOfWork) -> str:
            fault = next(tries)
            if fault:
                raise fault
            return str(uow.scope.tenant_id)

        assert house.transact(scope, work) == str(scope.tenant_id)

    def test_it_gives_up_after_a_few_tries_and_says_that_others_were_in_the_way(
        self, house: Database, scope: Scope
    ) -> None:
        tried: list[int] = []

        def work(uow: UnitOfWork) -> None:
            tried.append(backend(uow))
            raise Retry

        with pytest.raises(Contended):
            house.transact(scope, work)
        assert len(tried) == limits.DB_ATTEMPTS

    def test_or_says_why_if_it_was_asked_by_an_error_of_ours(
        self, house: Database, scope: Scope
    ) -> None:
        def work(_: UnitOfWork) -> None:
            raise Turned

        with pytest.raises(Turned):
            house.transact(scope, work)

    def test_a_serialization_failure_is_tried_again(self, house: Database, scope: Scope) -> None:
        tries = []

        def work(uow: UnitOfWork) -> None:
            tries.append(1)
            uow.run("SET LOCAL transaction_isolation TO 'repeatable read'")
            uow.rows("SELECT name FROM schedule")
            if len(tries) == 1:
                with house.begin(scope) as other:
                    other.run("UPDATE schedule SET due_at = '2027-01-01' WHERE name = 'a'")
            uow.run("UPDATE schedule SET due_at = '2028-01-01' WHERE name = 'a'")

        with house.begin(scope) as uow:
            put(uow, "a")
        house.transact(scope, work)
        assert len(tries) == 2

    def test_two_who_lock_crosswise_both_finish(self, house: Database, scope: Scope) -> None:
        met = threading.Barrier(2)
        first = threading.local()

        def work(order: tuple[str, str]) -> Callable[[UnitOfWork], None]:
            def inside(uow: UnitOfWork) -> None:
                for place, name in enumerate(order):
                    uow.run("UPDATE schedule SET ran_at = due_at WHERE name = %s", (name,))
                    if place == 0 and not getattr(first, "met", False):
                        first.met = True
                        met.wait(60)

            return inside

        with house.begin(scope) as uow:
            put(uow, "a")
            put(uow, "b")
        with ThreadPoolExecutor(2) as pool:
            both = [
                pool.submit(house.transact, scope, work(order))
                for order in (("a", "b"), ("b", "a"))
            ]
            for one in both:
                one.result(20)

    def test_a_lock_that_is_not_given_is_not_waited_for_twice(
        self, house: Database, scope: Scope
    ) -> None:
        tries: list[int] = []

        def work(uow: UnitOfWork) -> None:
            tries.append(1)
            uow.run("SET LOCAL lock_timeout = '50ms'")
            uow.run("UPDATE schedule SET due_at = '2027-01-01' WHERE name = 'a'")

        with house.begin(scope) as uow:
            put(uow, "a")
        with house.begin(scope) as holder:
            holder.run("UPDATE schedule SET ran_at = due_at WHERE name = 'a'")
            with pytest.raises(Contended):
                house.transact(scope, work)
        assert len(tries) == 1

    def test_a_schema_that_changed_under_prepared_statements_is_prepared_for_again(
        self, world: HouseWorld, scope: Scope
    ) -> None:
        """A migration while the old code runs: no connection of the pool fails for good."""
        database = Database(world.db.worker.dsn, pool_size=3)

        def work(uow: UnitOfWork) -> Row | None:
            return uow.row("SELECT * FROM schedule WHERE tenant_id = %s", (uow.scope.bank(),))

        with database.begin(scope) as one, database.begin(scope) as two:
            put(one, "a")
            work(one)
            work(two)
        try:
            world.db.as_superuser("ALTER TABLE yinqi.schedule ADD COLUMN added text")
            found = database.transact(scope, work)
            assert found is not None
            assert "added" in found
        finally:
            world.db.as_superuser("ALTER TABLE yinqi.schedule DROP COLUMN added")
            database.dispose()

    def test_what_the_database_cannot_do_is_no_reason_to_begin_again(
        self, house: Database, scope: Scope
    ) -> None:
        with pytest.raises(psycopg.errors.FeatureNotSupported):
            house.transact(scope, runs("SELECT count(*) FROM schedule FOR UPDATE"))


class TestLost:
    def test_a_connection_lost_before_the_commit_is_sure_to_have_done_nothing(
        self, world: HouseWorld, house: Database, scope: Scope
    ) -> None:
        with pytest.raises(DatabaseUnavailable):
            attempt(house, scope, puts("a"), killed(world.db), puts("b"))
        assert names(world) == []

    @pytest.mark.parametrize("more", [(), (defers("b"),)])
    def test_a_connection_lost_at_the_commit_leaves_the_outcome_unknown(
        self, world: HouseWorld, house: Database, scope: Scope, more: tuple[Step, ...]
    ) -> None:
        with pytest.raises(CommitUnknown):
            attempt(house, scope, puts("a"), *more, killed(world.db))
        assert names(world) == []
        attempt(house, scope, puts("c"))
        assert names(world) == ["c"]

    def test_a_transaction_that_slept_too_long_says_so_truly(
        self, world: HouseWorld, house: Database, scope: Scope
    ) -> None:
        """The server has ended it; that this was before the commit, nobody can tell from here."""
        sleepy = runs("SET LOCAL idle_in_transaction_session_timeout = '20ms'")
        with pytest.raises(CommitUnknown):
            attempt(house, scope, puts("a"), sleepy, lambda _: threading.Event().wait(0.2))
        assert names(world) == []

    def test_a_statement_that_takes_too_long_has_done_nothing(
        self, world: HouseWorld, house: Database, scope: Scope
    ) -> None:
        hasty = runs("SET LOCAL statement_timeout = '20ms'")
        with pytest.raises(DatabaseUnavailable):
            attempt(house, scope, puts("a"), hasty, runs("SELECT pg_sleep(5)"))
        assert names(world) == []

    def test_after_a_restart_every_stale_connection_of_the_pool_is_passed_over(
        self, world: HouseWorld, scope: Scope
    ) -> None:
        database = Database(world.db.worker.dsn, pool_size=4)
        with (
            database.begin(scope) as one,
            database.begin(scope) as two,
            database.begin(scope) as three,
            database.begin(scope) as four,
        ):
            pids = [backend(uow) for uow in (one, two, three, four)]
        for pid in pids:
            kill(world.db, pid)
        with database.begin(scope) as uow:
            assert backend(uow) not in pids
            put(uow, "a")
        assert names(world) == ["a"]
        database.dispose()

    def test_a_database_that_is_not_there_is_unavailable(self, world: HouseWorld) -> None:
        database = Database(psycopg.conninfo.make_conninfo(world.db.worker.dsn, dbname="nowhere"))
        with pytest.raises(DatabaseUnavailable), database.begin(Scope(world.tenant_id)):
            pytest.fail("nothing can begin")
        database.dispose()

    def test_one_that_never_lets_a_transaction_begin_is_too(
        self, world: HouseWorld, scope: Scope, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def stale(_: UnitOfWork) -> None:
            raise psycopg.OperationalError

        database = Database(world.db.worker.dsn, pool_size=2)
        monkeypatch.setattr(UnitOfWork, "open", stale)
        with pytest.raises(DatabaseUnavailable), database.begin(scope):
            pytest.fail("nothing can begin")
        database.dispose()

    def test_a_pool_with_nothing_left_is_unavailable(
        self, world: HouseWorld, scope: Scope, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(limits, "DB_POOL_TIMEOUT_S", 0.05)
        database = Database(world.db.worker.dsn, pool_size=1)
        with (
            database.begin(scope),
            pytest.raises(DatabaseUnavailable),
            database.begin(scope),
        ):
            pytest.fail("nothing is left")
        database.dispose()


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

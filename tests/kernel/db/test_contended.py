"""A transaction others stood in the way of begins again, a few times, and says so truly when it gives up."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from kernel import limits
from kernel.db import Database, Retry, UnitOfWork
from kernel.db_errors import Contended
from kernel.statements import Row
from kernel.tenancy import Scope
from tests.kernel.db.steps import (
    Turned,
    backend,
    put,
    runs,
)
from tests.world import HouseWorld

pytestmark = pytest.mark.database


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

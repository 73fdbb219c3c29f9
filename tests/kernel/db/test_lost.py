"""A transaction whose connection is lost says truly whether anything was done."""

from __future__ import annotations

import threading

import psycopg
import pytest

from kernel import limits
from kernel.db import Database, UnitOfWork
from kernel.db_errors import CommitUnknown, DatabaseUnavailable
from kernel.tenancy import Scope
from tests.kernel.db.steps import (
    Step,
    attempt,
    backend,
    defers,
    kill,
    killed,
    names,
    put,
    puts,
    runs,
)
from tests.world import HouseWorld

pytestmark = pytest.mark.database


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

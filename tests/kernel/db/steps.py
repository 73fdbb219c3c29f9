"""What a transaction is made to do in these tests, and what may happen to it."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from kernel.db import (
    Database,
    Retry,
    UnitOfWork,
    savepoint,
)
from kernel.errors import Unavailable
from kernel.tenancy import Scope
from kernel.text import Text
from tests.server import TestDatabase
from tests.world import HouseWorld

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

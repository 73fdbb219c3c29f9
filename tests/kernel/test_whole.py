"""A transaction that is one message says no BEGIN, and stands or falls, and ends, like any other."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from kernel.db import Database, UnitOfWork
from kernel.tenancy import Scope
from tests.world import HouseWorld

pytestmark = pytest.mark.database

PUT = "INSERT INTO schedule (tenant_id, name, due_at) VALUES (%s, %s, '2026-11-23T00:00:00Z')"
SAID = "SELECT set_config('test.seen', current_setting('yinqi.tenant'), false)"
LATE = """
CREATE FUNCTION yinqi.refuse_late() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'too late' USING ERRCODE = 'YQ999'; END $$;
CREATE CONSTRAINT TRIGGER late AFTER INSERT ON yinqi.schedule DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION yinqi.refuse_late()
"""


class Mine(Exception):
    """What a database error stands for here."""


@pytest.fixture
def house(world: HouseWorld) -> Iterator[Database]:
    """One connection, so that what a transaction leaves behind is seen."""
    found = Database(world.db.worker.dsn, pool_size=1)
    yield found
    found.dispose()


def put(house: Database, world: HouseWorld, *names: str) -> None:
    with house.begin(Scope(world.tenant_id)) as uow:
        for name in names:
            uow.defer(PUT, (world.tenant_id, name), mine)


def look_and_put(house: Database, world: HouseWorld) -> None:
    """The same in two messages."""
    with house.begin(Scope(world.tenant_id)) as uow:
        assert seen(uow) == []
        uow.defer(PUT, (world.tenant_id, "b"), mine)


def mine(fault: psycopg.Error) -> Exception:
    return Mine() if fault.sqlstate in {"23505", "YQ999"} else fault


def left(house: Database, world: HouseWorld) -> list[str]:
    """What is there, and that the connection kept no scope of whoever had it before."""
    with house.begin(Scope()) as uow:
        assert seen(uow) == []
    with house.begin(Scope(world.tenant_id)) as uow:
        return seen(uow)


def seen(uow: UnitOfWork) -> list[str]:
    return [row["name"] for row in uow.rows("SELECT name FROM schedule ORDER BY name")]


def test_it_is_written_in_its_scope_and_leaves_none_behind(
    world: HouseWorld, house: Database
) -> None:
    put(house, world, "a", "b")
    assert left(house, world) == ["a", "b"]
    with house.begin(Scope(world.tenant_id)) as uow:
        uow.defer(SAID, (), mine)
    with house.begin(Scope()) as uow:
        row = uow.row("SELECT current_setting('test.seen') AS said")
        assert row == {"said": str(world.tenant_id)}


def test_none_of_it_stands_when_its_last_statement_fails(
    world: HouseWorld, house: Database
) -> None:
    with pytest.raises(Mine):
        put(house, world, "a", "b", "a")
    assert left(house, world) == []
    put(house, world, "c")
    assert left(house, world) == ["c"]


def test_what_only_its_end_finds_out_is_told_too(world: HouseWorld, house: Database) -> None:
    world.db.as_superuser(LATE)
    try:
        with pytest.raises(Mine):
            put(house, world, "a")
        with pytest.raises(Mine):
            look_and_put(house, world)
    finally:
        world.db.as_superuser("DROP FUNCTION yinqi.refuse_late() CASCADE")
    assert left(house, world) == []

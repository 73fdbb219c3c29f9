"""One enterprise per test, in the tests' database, with a product of the simplest kind."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from kernel.clock import FixedClock
from kernel.db import Database
from tests.server import TestDatabase
from tests.workflows.approval.attacked import STEPS, Item
from tests.workflows.approval.house import PROBE, House
from tests.world import make_world

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
RACERS = 32


@pytest.fixture(scope="session")
def superuser(test_database: TestDatabase) -> Iterator[psycopg.Connection[Any]]:
    """A connection that looks, and writes, past every wall; the product's table is made here."""
    dsn = test_database.server.dsn(test_database.name)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(PROBE)
        yield connection


@pytest.fixture(scope="session")
def crowd(test_database: TestDatabase) -> Iterator[Database]:
    """The application's role, with a connection for everybody who races."""
    database = Database(test_database.server.dsn(test_database.name, "yinqi_app"), pool_size=RACERS)
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def new_house(
    superuser: psycopg.Connection[Any], crowd: Database, test_database: TestDatabase
) -> Callable[[Path], House]:
    """Makes enterprises that nobody has touched yet, at noon in Beijing."""

    def make(folder: Path) -> House:
        world = make_world(FixedClock(NOON), secrets.token_hex(16), folder)
        return House(crowd, test_database.worker, superuser, world)

    return make


@pytest.fixture
def house(new_house: Callable[[Path], House], tmp_path: Path) -> House:
    """The enterprise of this test."""
    return new_house(tmp_path)


@pytest.fixture
def item(house: House) -> Item:
    """One item of 王磊 that needs 陈嘉怡 or 周敏, then 李雯 or 赵刚."""
    maker = house.user("王磊", "manager", "director", "admin")
    manager, director = house.user("陈嘉怡", "manager"), house.user("李雯", "director")
    house.user("周敏", "manager")
    house.user("赵刚", "director")
    house.rule((None, STEPS))
    return Item(house, house.submit(maker), maker, manager, director)

"""A bank on Debian's PostgreSQL 15 goes into a file and comes out in the newest one: the way across majors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from corporate.backups import dumps
from corporate.serving import sqlalchemy_url
from kernel.crypto.sealed_stream import Keys
from kernel.ids import SystemRandomness
from kernel.postgres import Cluster
from kernel.postgres.tools import Tools
from migrations import upgrade

pytestmark = pytest.mark.interop

OLD = Path("/usr/lib/postgresql/15/bin")
KEY = Keys(bytes(range(32)))
BANK = UUID(int=15)
OPENED = """
SELECT ledger_open_account(%(bank)s, gen_random_uuid(), %(bank)s, 'A' || n, 'A' || n, 'A' || n, 'CNY', 'customer', '2011',
                           -100000, DATE '2026-11-22') FROM generate_series(1, 2) n
"""
PAID = """
SELECT ledger_post(%(bank)s, gen_random_uuid(), 'paid ' || n, 'transfer', 'CNY', DATE '2026-11-23', DATE '2026-11-23', now(),
                   ARRAY['A1', 'A2'], ARRAY[-100, 100]::bigint[], '[{}]') FROM generate_series(1, 50) n
"""
BALANCES = "SELECT number, balance_minor, entry_count FROM ledger_account ORDER BY number"


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """A bank's schema, two accounts and fifty payments on PostgreSQL 15."""
    if not (OLD / "postgres").exists():
        pytest.skip("PostgreSQL 15 is not installed: Debian's package postgresql-15 has it")
    with monkeypatch.context() as older:
        older.setenv("YINQI_PG_BIN", str(OLD))
        cluster = Cluster(tmp_path / "old", {"fsync": "off"})
        cluster.start()
    with psycopg.connect(prepared(cluster), options="-c search_path=yinqi") as connection:
        connection.execute("SELECT set_config('yinqi.tenant', %s, false)", (str(BANK),))
        connection.execute(OPENED, {"bank": BANK})
        connection.execute(PAID, {"bank": BANK})
    yield cluster
    cluster.destroy()


def prepared(cluster: Cluster) -> str:
    """The worker's connection to a database with our newest schema."""
    cluster.create_database("yinqi")
    upgrade.prepare(cluster.dsn("yinqi"))
    for role in ("yinqi_owner", "yinqi_worker"):
        cluster.give_login(role)
    upgrade.upgrade(sqlalchemy_url(cluster.dsn("yinqi", "yinqi_owner")))
    return cluster.dsn("yinqi", "yinqi_worker")


def balances(cluster: Cluster) -> list[Any]:
    with psycopg.connect(cluster.dsn("yinqi"), options="-c search_path=yinqi") as connection:
        return connection.execute(BALANCES).fetchall()


def test_a_bank_moves_to_the_next_major_and_goes_on(old: Cluster, tmp_path: Path) -> None:
    file = tmp_path / "bank.dump"
    made = dumps.dump(old.dsn("yinqi"), file, KEY, SystemRandomness(), Tools())
    assert made.server.startswith("15.")
    new = Cluster(tmp_path / "new", {"fsync": "off"})
    with new:
        new.create_database("yinqi")
        dumps.load(new.dsn("yinqi"), file, KEY, Tools())
        assert balances(new) == balances(old) == [("A1", -5000, 50), ("A2", 5000, 50)]
        new.give_login("yinqi_worker")
        with psycopg.connect(new.dsn("yinqi", "yinqi_worker"), options="-c search_path=yinqi") as connection:  # fmt: skip
            connection.execute("SELECT set_config('yinqi.tenant', %s, false)", (str(BANK),))
            connection.execute(PAID.replace("'paid '", "'more '"), {"bank": BANK})
        assert balances(new) == [("A1", -10_000, 100), ("A2", 10_000, 100)]
    new.destroy()

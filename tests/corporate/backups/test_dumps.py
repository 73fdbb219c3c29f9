"""A bank goes into one file and comes out of it in another server, row for row, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from corporate.backups import dumps
from corporate.backups.errors import BackupDamaged, LoadedDiffers, NoBackup, PlaceTaken
from kernel.crypto.errors import CiphertextRefused
from kernel.crypto.sealed_stream import Keys
from kernel.ids import SystemRandomness
from kernel.postgres.tools import ToolFailed, Tools
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld

pytestmark = pytest.mark.database

KEY, OTHER_KEY = Keys(bytes(range(32))), Keys(bytes(range(1, 33)))
DICE = SystemRandomness()
_PRIVATE = "江苏云港商业银行"


@pytest.fixture
def bank(world: HouseWorld) -> HouseWorld:
    """A payment of it is booked."""
    PaymentHouse(world).submit("DUMP-1")
    return world


@pytest.fixture
def empty(world: HouseWorld) -> Iterator[str]:
    """A superuser's connection to an empty database of the same server."""
    with psycopg.connect(world.db.server.dsn("postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS loaded WITH (FORCE)")
        connection.execute("CREATE DATABASE loaded")
        yield world.db.server.dsn("loaded")
        connection.execute("DROP DATABASE loaded WITH (FORCE)")


def dumped(world: HouseWorld, file: Path) -> dumps.Dumped:
    return dumps.dump(superuser(world), file, KEY, DICE, Tools())


def superuser(world: HouseWorld) -> str:
    return world.db.server.dsn(world.db.name)


def one(dsn: str, sql: str) -> Any:
    with psycopg.connect(dsn, options="-c search_path=yinqi") as connection:
        row = connection.execute(sql.encode()).fetchone()
        assert row is not None
        return row[0]


def test_every_row_comes_back_with_its_walls(bank: HouseWorld, empty: str, tmp_path: Path) -> None:
    made = dumped(bank, tmp_path / "bank.dump")
    assert made.rows["yinqi.payment"] == 1
    assert _PRIVATE.encode() not in (tmp_path / "bank.dump").read_bytes()
    assert dumps.load(empty, tmp_path / "bank.dump", KEY, Tools()) == made
    walls = "SELECT count(*) FROM pg_policy"
    assert one(empty, walls) == one(superuser(bank), walls)
    owners = "SELECT string_agg(proname || proowner::regrole, ',' ORDER BY oid::regprocedure::text) FROM pg_proc WHERE pronamespace = 'yinqi'::regnamespace"
    assert one(empty, owners) == one(superuser(bank), owners)
    assert one(empty, "SELECT sum(balance_minor) FROM ledger_account") == one(
        superuser(bank), "SELECT sum(balance_minor) FROM ledger_account"
    )


def test_what_is_there_is_never_written_over(bank: HouseWorld, tmp_path: Path) -> None:
    file = tmp_path / "bank.dump"
    dumped(bank, file)
    with pytest.raises(PlaceTaken):
        dumped(bank, file)
    with pytest.raises(PlaceTaken):
        dumps.load(superuser(bank), file, KEY, Tools())
    assert one(superuser(bank), "SELECT count(*) FROM payment") == 1


def test_a_file_that_is_not_as_written_is_not_loaded(
    bank: HouseWorld, empty: str, tmp_path: Path
) -> None:
    file = tmp_path / "bank.dump"
    with pytest.raises(NoBackup):
        dumps.load(empty, file, KEY, Tools())
    dumped(bank, file)
    with pytest.raises(CiphertextRefused):
        dumps.load(empty, file, OTHER_KEY, Tools())
    content = file.read_bytes()
    file.write_bytes(content[:-100])
    with pytest.raises(BackupDamaged):
        dumps.load(empty, file, KEY, Tools())
    assert one(empty, "SELECT count(*) FROM pg_class WHERE relname = 'payment'") == 0


def test_other_rows_than_were_dumped_are_told(bank: HouseWorld, empty: str, tmp_path: Path) -> None:
    file = tmp_path / "bank.dump"
    dumped(bank, file)
    manifest = file.with_name("bank.dump.json")
    manifest.write_text(manifest.read_text().replace('"yinqi.payment": 1', '"yinqi.payment": 2'))
    with pytest.raises(LoadedDiffers, match=r"yinqi\.payment"):
        dumps.load(empty, file, KEY, Tools())


def test_a_dump_that_fails_leaves_no_file(bank: HouseWorld, tmp_path: Path) -> None:
    class Broken(Tools):
        def start(self, tool: str, *words: str, **more: Any) -> Any:
            return super().start(tool, "--no-such-word", *words, **more)

    with pytest.raises(ToolFailed):
        dumps.dump(superuser(bank), tmp_path / "bank.dump", KEY, DICE, Broken())
    assert list(tmp_path.glob("bank.dump*")) == []

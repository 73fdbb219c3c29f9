"""A server is copied while it works, its log received as it happens, and any second of it comes back."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from corporate.backups import (
    Receiver,
    Restoring,
    Store,
    ages,
    finish,
    pruning,
    restore,
    take,
    verifying,
)
from corporate.backups.belongings import Belongings
from corporate.backups.errors import BackupDamaged, BackupKeyMissing, NoBackup, PlaceTaken
from corporate.backups.receiver import NAME
from kernel.clock import SystemClock
from kernel.crypto.sealed_stream import Keys
from kernel.ids import SystemRandomness
from kernel.postgres import Cluster
from tests.scenarios.programs import wait_for

OLD, NEW = bytes(range(32)), bytes(range(32, 64))
KEY, NEWER, OTHER_KEY = Keys(OLD), Keys(NEW, OLD), Keys(NEW)
CLOCK, DICE = SystemClock(), SystemRandomness()


@dataclass
class Kept:
    """A server that was destroyed, what it had acknowledged, and what was kept of it."""

    store: Store
    data: Path
    acknowledged: int
    instant: datetime  # of which the books are known
    then: int


@contextmanager
def receiving(dsn: str, store: Store, belongings: Belongings, keys: Keys = KEY) -> Iterator[None]:
    receiver = Receiver(dsn, store, keys, CLOCK, DICE)
    thread = threading.Thread(target=receiver.run, args=(belongings,))
    thread.start()
    try:
        yield
    finally:
        receiver.end()
        thread.join()


def pay(dsn: str, count: int) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        for _ in range(count):
            connection.execute("INSERT INTO paid DEFAULT VALUES")


def paid(cluster: Cluster) -> int:
    with psycopg.connect(cluster.dsn("postgres")) as connection:
        row = connection.execute("SELECT count(*), count(DISTINCT serial) FROM paid").fetchone()
    assert row is not None
    assert row[0] == row[1]
    return int(row[0])


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """Paid 5, copied, paid 20; a second later 10 more; then the machine is gone."""
    folder = tmp_path_factory.mktemp("kept")
    data, store = folder / "data", Store(folder / "store")
    (data / "keys").mkdir(parents=True)
    (data / "keys" / "link.pem").write_bytes(b"a bank's key")
    (data / "files" / "a" / "audit").mkdir(parents=True)
    cluster = Cluster(data / "postgres")
    cluster.start()
    dsn = cluster.dsn("postgres")
    with receiving(dsn, store, Belongings(data, cluster.home / "secret")):
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("CREATE TABLE paid (serial bigint GENERATED ALWAYS AS IDENTITY)")
            pay(dsn, 5)
            take(dsn, store, KEY, CLOCK, DICE)
            connection.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{NAME}'")
            connection.execute("SELECT pg_reload_conf()")
            pay(dsn, 20)
            row = connection.execute("SELECT clock_timestamp()").fetchone()
            assert row is not None
        (data / "files" / "a" / "audit" / "head.json").write_bytes(
            b"{}"
        )  # younger than the instant
        wait_for("files follow", lambda: any(store.belongings.rglob("link.pem.sealed")))
    with receiving(dsn, store, Belongings(data), NEWER):  # the key was renewed
        pay(dsn, 10)
        pid = cluster.pid()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
    Belongings(data, cluster.home / "secret").mirror(store, NEWER, DICE)
    cluster.destroy()
    shutil.rmtree(data)
    yield Kept(store, folder / "again", 35, row[0], 25)
    shutil.rmtree(folder)


def timeline(cluster: Cluster) -> int:
    with psycopg.connect(cluster.dsn("postgres")) as connection:
        row = connection.execute("SELECT pg_walfile_name(pg_current_wal_lsn())").fetchone()
    assert row is not None
    return int(row[0][:8], 16)


@contextmanager
def started(kept: Kept, to: datetime | None) -> Iterator[Cluster]:
    """The restored server, on a machine that has nothing."""
    cluster = Cluster(kept.data / "postgres")
    Belongings(kept.data, cluster.home / "secret").put_back(kept.store, NEWER, to)
    wanted = Restoring(cluster.home / "data", to)
    restore(kept.store, NEWER, wanted)
    try:
        with cluster:
            finish(cluster.dsn("postgres"), wanted)
            yield cluster
    finally:
        cluster.destroy()
        shutil.rmtree(kept.data, ignore_errors=True)


def test_everything_acknowledged_is_there_again_with_keys_and_files(kept: Kept) -> None:
    with started(kept, None) as cluster:
        assert paid(cluster) == kept.acknowledged
        pay(cluster.dsn("postgres"), 1)  # it waits for nobody
        assert paid(cluster) == kept.acknowledged + 1
        assert timeline(cluster) == len(kept.store.lives())  # a life nobody had before
        assert (kept.data / "keys" / "link.pem").read_bytes() == b"a bank's key"
        assert (kept.data / "files" / "a" / "audit" / "head.json").exists()


def test_the_books_of_a_chosen_instant_are_those_of_that_instant(kept: Kept) -> None:
    with started(kept, kept.instant) as cluster:
        assert paid(cluster) == kept.then
        assert timeline(cluster) == len(kept.store.lives())
        head = kept.data / "files" / "a" / "audit" / "head.json"
        assert not head.exists()  # it would say that the audit chain was cut


def test_a_copy_says_how_old_it_is_and_how_far_the_log_was_received(kept: Kept) -> None:
    found = ages.read(kept.store.folder)
    now = CLOCK.now()
    assert 0 < (found.base_age_s(now) or 0) < 600
    assert 0 < (found.wal_age_s(now) or 0) < 600
    assert ages.read(kept.store.folder / "nowhere").base_age_s(now) is None


def test_nothing_in_the_store_can_be_read_without_the_key(kept: Kept) -> None:
    clear = [path for path in kept.store.folder.rglob("*") if path.is_file()]
    clear = [path for path in clear if path.suffix not in {".sealed", ".json", ".log", ".partial"}]
    assert clear == []
    with pytest.raises(BackupKeyMissing):
        restore(kept.store, OTHER_KEY, Restoring(kept.data / "x"))
    assert not (kept.data / "x").exists()


def test_what_is_there_is_never_written_over_and_too_early_is_refused(kept: Kept) -> None:
    (kept.data / "full").mkdir(parents=True)
    (kept.data / "full" / "PG_VERSION").touch()
    with pytest.raises(PlaceTaken):
        restore(kept.store, KEY, Restoring(kept.data / "full"))
    with pytest.raises(NoBackup):
        restore(
            kept.store,
            KEY,
            Restoring(kept.data / "y", datetime.fromisoformat("2020-01-01T00:00:00Z")),
        )
    shutil.rmtree(kept.data)


def test_what_root_puts_back_belongs_to_the_banks_user(kept: Kept, tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    data = tmp_path / "data"
    data.mkdir()
    os.chown(data, 12345, 12346)
    Belongings(data, tmp_path / "secret").put_back(kept.store, NEWER, None)
    for path in (data / "keys", data / "keys" / "link.pem", data / "files" / "a" / "audit"):
        assert (path.stat().st_uid, path.stat().st_gid) == (12345, 12346)
    assert (tmp_path / "secret").stat().st_uid == 0


def test_a_damaged_copy_is_named_and_refused(kept: Kept) -> None:
    (file,) = kept.store.folder.rglob("base.sealed")
    content = file.read_bytes()
    try:
        file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        assert verifying.damaged(kept.store) == [file]
        with pytest.raises(BackupDamaged):
            restore(kept.store, KEY, Restoring(kept.data / "z"))
    finally:
        file.write_bytes(content)
    assert verifying.damaged(kept.store) == []


def test_the_newest_copy_is_never_forgotten(kept: Kept) -> None:
    assert pruning.prune(kept.store, 0) == []
    (manifest,) = kept.store.manifests()
    system, _, number = manifest.life.partition("-")
    assert system.isdecimal()
    assert number == "1"

"""The machine under a drill: the operator's commands, the end of everything, and the books of a second."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Final

import psycopg
import pytest

from corporate.backups.belongings import PARTS
from corporate.backups.receiver import NAME
from kernel.assets import ROOT
from kernel.postgres import Cluster
from tests.scenarios.bank import Bank, start_programs
from tests.scenarios.programs import Programs, wait_for

PATIENCE_S: Final = 900.0  # for the work that load has piled up
_SUMS: Final = """
SELECT a.tenant_id || ' ' || a.number, coalesce(sum(e.amount_minor), 0)::bigint
  FROM yinqi.ledger_account a
  LEFT JOIN yinqi.ledger_entry e ON e.tenant_id = a.tenant_id AND e.account_id = a.id
 GROUP BY 1
"""
_SYNCHRONOUS: Final = """
SELECT count(*) FROM pg_stat_replication WHERE application_name = %s AND sync_state = 'sync'
"""
_REPLICATING: Final = (
    "SELECT count(*) FROM pg_stat_replication WHERE application_name = %s AND state = 'streaming'"
)


@dataclass(frozen=True, slots=True)
class Books:
    """Every account of every bank and the sum of its entries, at a second at which nobody wrote."""

    at: datetime
    sums: Mapping[str, int]


class Operator:
    """Types the commands of the manual, in the environment of the machine."""

    def __init__(self, bank: Bank) -> None:
        data = bank.settings.data
        self._environment = {
            **os.environ,
            "YINQI_DATA": str(data),
            "YINQI_BACKUP_STORE": str(data.parent / "store"),
            "YINQI_BACKUP_KEY": str(data.parent / "safe" / "key"),
        }
        self.yinqi("backup", "key")

    def yinqi(self, *words: str) -> str:
        """Run a command; return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "corporate.cli", *words],
            cwd=ROOT, env=self._environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    @contextmanager
    def receiving(self, bank: Bank) -> Iterator[None]:
        """The log receiver runs, and no payment is acknowledged before it has it."""
        words = [sys.executable, "-m", "corporate.cli", "backup", "receive"]
        log = bank.settings.data / "receiver.log"
        with (
            log.open("ab") as out,
            subprocess.Popen(words, cwd=ROOT, env=self._environment, stdout=out, stderr=out) as it,
        ):
            try:
                synchronous(bank.cluster, NAME)
                yield
            finally:
                it.terminate()
                it.wait(30)


def synchronous(primary: Cluster, name: str) -> None:
    """Have a server wait for a standby or receiver that replicates, from its next commit on."""
    with psycopg.connect(primary.dsn("postgres"), autocommit=True) as connection:

        def counts(sql: str) -> bool:
            row = connection.execute(sql.encode(), (name,)).fetchone()
            return row is not None and row[0] == 1

        wait_for(f"{name} replicates", lambda: counts(_REPLICATING))
        connection.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{name}'".encode())
        connection.execute("SELECT pg_reload_conf()")
        wait_for(f"{name} is waited for", lambda: counts(_SYNCHRONOUS))


def sums(cluster: Cluster) -> Mapping[str, int]:
    """The books, account by account."""
    with psycopg.connect(cluster.dsn("yinqi")) as connection:
        return dict(connection.execute(_SUMS).fetchall())


def books_of_a_second(cluster: Cluster) -> Books:
    """Hold every writer of the books for a moment, across a full second, and write down what there is."""
    with psycopg.connect(cluster.dsn("yinqi")) as connection:
        connection.execute("LOCK TABLE yinqi.ledger_entry IN SHARE MODE")
        found: dict[str, int] = dict(connection.execute(_SUMS).fetchall())

        def now() -> datetime:
            row = connection.execute("SELECT clock_timestamp()").fetchone()
            assert row is not None
            at: datetime = row[0]
            return at

        second = now().replace(microsecond=0) + timedelta(seconds=1)
        wait_for("the second is over", lambda: now() > second)
        return Books(second, found)


def destroy(bank: Bank) -> None:
    """The machine is gone: every process, the database, keys and files."""
    bank.judge.close()
    bank.programs.stop()
    kill(bank.cluster)
    home = bank.cluster.home
    shutil.rmtree(home / "data")
    (home / "secret").unlink()
    for part in PARTS[:-1]:
        shutil.rmtree(bank.settings.data / part, ignore_errors=True)


def kill(cluster: Cluster) -> None:
    """`kill -9` of a server."""
    pid = cluster.pid()
    assert pid is not None
    os.kill(pid, 9)
    wait_for("the server is dead", lambda: cluster.pid() is None)


def start_again(bank: Bank) -> None:
    """Start the server and the bank's programs."""
    bank.cluster.start()
    bank.programs = Programs(bank.settings.data, bank.programs.environment)
    start_programs(bank)


def tell(capsys: pytest.CaptureFixture[str], *lines: str) -> None:
    """Print what a drill took, under its name, also when pytest keeps output to itself."""
    with capsys.disabled():
        sys.stdout.write("".join(f"\n  {line}" for line in lines) + "\n")


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._began = monotonic()

    def __str__(self) -> str:
        return f"{monotonic() - self._began:.1f} s"


def restored_elsewhere(operator: Operator, bank: Bank, at: datetime) -> Mapping[str, int]:
    """Restore into another folder, up to an instant; the books there."""
    folder = Path(f"{bank.settings.data}-at")
    cluster = Cluster(folder / "postgres")
    shutil.copy(bank.cluster.home / "secret", cluster.home / "secret")
    operator.yinqi(
        "backup", "restore", "--to", at.isoformat(), "--into", str(cluster.home / "data")
    )
    try:
        with cluster:
            wait_for("the log is replayed", lambda: not _replays(cluster))
            return sums(cluster)
    finally:
        cluster.destroy()


def _replays(cluster: Cluster) -> bool:
    with psycopg.connect(cluster.dsn("postgres")) as connection:
        row = connection.execute("SELECT pg_is_in_recovery()").fetchone()
        return row is None or bool(row[0])

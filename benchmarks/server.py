"""A database server for one bench run: embedded, with the settings the house ships, and pgbench beside it."""

from __future__ import annotations

import contextlib
import re
import statistics
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from kernel.postgres.binaries import find_binaries
from kernel.postgres.cluster import Cluster
from migrations import upgrade

_ROLES = ("yinqi_owner", "yinqi_app", "yinqi_worker", "yinqi_auditor")
CLIENTS = 8
SCALE = 20


@dataclass(frozen=True, slots=True)
class Server:
    """A running server with an empty, migrated database `yinqi` and a pgbench database."""

    cluster: Cluster

    def dsn(self, role: str) -> str:
        """How a role of ours connects."""
        return self.cluster.dsn("yinqi", role)

    def pgbench(self, seconds: int) -> float:
        """TPC-B transactions per second, prepared, CLIENTS clients, all of it durable."""
        done = self._run(
            "-M", "prepared", "-n", "-c", str(CLIENTS), "-j", "2", "-T", str(seconds), "pgbench"
        )
        found = re.search(r"tps = ([0-9.]+) \(without initial", done)
        if found is None:
            message = f"pgbench said no rate: {done}"
            raise RuntimeError(message)
        return float(found[1])

    def analyze(self, database: str) -> None:
        """Tell the planner what the tables hold by now, as a database that has run for a while knows."""
        with psycopg.connect(self.cluster.dsn(database), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")

    def prepare_pgbench(self) -> None:
        """Make pgbench's own tables."""
        self.cluster.create_database("pgbench")
        self._run("-i", "-q", "-s", str(SCALE), "pgbench")

    def _run(self, *words: str) -> str:
        program = find_binaries().postgres.with_name("pgbench")
        dsn = psycopg.conninfo.conninfo_to_dict(self.cluster.dsn("pgbench"))
        command = [str(program), "-h", str(dsn["host"]), "-U", str(dsn["user"]), *words]
        environment = {"PGPASSWORD": str(dsn.get("password", ""))}
        return subprocess.run(
            command, env=environment, check=True, capture_output=True, text=True
        ).stdout


@contextlib.contextmanager
def running() -> Iterator[Server]:
    """Start a server in a folder of its own; stop and forget it afterwards."""
    with tempfile.TemporaryDirectory(prefix="yinqi-bench-") as folder:
        cluster = Cluster(Path(folder) / "pg")
        try:
            with cluster:
                yield _prepared(cluster)
        finally:
            cluster.destroy()  # whatever became of the run: nobody would find its data again


def _prepared(cluster: Cluster) -> Server:
    server = Server(cluster)
    cluster.create_database("yinqi")
    upgrade.prepare(cluster.dsn("yinqi"))
    for role in _ROLES:
        cluster.give_login(role)
    upgrade.upgrade(_url(cluster.dsn("yinqi", "yinqi_owner")))
    server.prepare_pgbench()
    return server


def _url(dsn: str) -> str:
    parts = psycopg.conninfo.conninfo_to_dict(dsn)
    return (
        f"postgresql+psycopg://{parts['user']}:{quote(str(parts.get('password', '')))}@/{parts['dbname']}"
        f"?host={quote(str(parts['host']))}"
    )


def median_ratio(
    floor: Callable[[], float], ours: Callable[[], float], rounds: int
) -> dict[str, object]:
    """Take both in turn, so that a noisy machine hurts both; the ratio is the median of the pairs'."""
    pairs = [(floor(), ours()) for _ in range(rounds)]
    return {
        "ratio": round(statistics.median(mine / base for base, mine in pairs), 3),
        "ours_per_s": round(statistics.median(mine for _, mine in pairs), 1),
        "floor_per_s": round(statistics.median(base for base, _ in pairs), 1),
        "rounds": [[round(base, 1), round(mine, 1)] for base, mine in pairs],
    }

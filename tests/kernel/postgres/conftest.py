"""Throw-away clusters, and other processes that use them."""

import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from os import close, pidfd_open
from pathlib import Path

import psycopg
import pytest

from kernel.assets import ROOT
from kernel.postgres import Cluster

PATIENCE_S = 60
FAST = {"fsync": "off"}  # for tests that do not ask what lasts
Spawn = Callable[[str, Path], "subprocess.Popen[str]"]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder for one cluster; whatever was started there is gone afterwards."""
    asked = tmp_path / "bank"
    yield asked
    cluster = Cluster(asked)
    pid = cluster.pid()
    assert pid is None, "a test left its server running"
    cluster.destroy()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One running cluster for the tests that only look."""
    cluster = Cluster(tmp_path_factory.mktemp("shared") / "bank")
    cluster.start()
    yield cluster
    cluster.destroy()


@pytest.fixture
def spawn() -> Iterator[Spawn]:
    """Run a script in a process of its own; its first argument is the cluster's folder."""
    started: list[subprocess.Popen[str]] = []

    def run(script: str, folder: Path) -> "subprocess.Popen[str]":
        words = [sys.executable, "-c", script, str(folder)]
        process = subprocess.Popen(
            words, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def ask(cluster: Cluster, query: str, dbname: str = "postgres") -> list[tuple[object, ...]]:
    """Run one statement as the superuser and return its rows."""
    with closing(psycopg.connect(cluster.dsn(dbname), autocommit=True)) as connection:
        answer = connection.execute(query.encode())
        return answer.fetchall() if answer.description else []


def wait_for_end(pid: int) -> None:
    """Return when a process has ended; fail when it does not."""
    try:
        descriptor = pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        assert poll.poll(PATIENCE_S * 1000), f"process {pid} did not end"
    finally:
        close(descriptor)

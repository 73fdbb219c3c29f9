"""Killed servers, killed owners, races: no acknowledged row is lost, nothing is left behind."""

import contextlib
import os
import signal
import subprocess
import threading
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from kernel.postgres import Cluster, DatabaseInUse, ServerState
from tests.kernel.postgres.conftest import FAST, Spawn, ask, wait_for_end

pytestmark = pytest.mark.database

ACKNOWLEDGED_BEFORE_KILL = 200
OWNER = """
import sys
from pathlib import Path
from kernel.postgres import Cluster
cluster = Cluster(Path(sys.argv[1]), {"fsync": "off"})
cluster.start()
print(cluster.pid(), cluster._guard is not None, flush=True)
sys.stdin.read()
cluster.stop()
print("stopped", flush=True)
"""


def _first_line(process: "subprocess.Popen[str]") -> list[str]:
    assert process.stdout is not None
    return process.stdout.readline().split()


def _write_until_cut_off(
    cluster: Cluster, acknowledged: list[int], enough: threading.Event
) -> None:
    with (
        contextlib.suppress(psycopg.OperationalError),
        closing(psycopg.connect(cluster.dsn("postgres"), autocommit=True)) as connection,
    ):
        while True:
            connection.execute("INSERT INTO rows VALUES (%s)", [len(acknowledged)])
            acknowledged.append(len(acknowledged))
            if len(acknowledged) == ACKNOWLEDGED_BEFORE_KILL:
                enough.set()


def test_every_acknowledged_row_survives_kill_9(folder: Path) -> None:
    cluster = Cluster(folder)
    cluster.start()
    ask(cluster, "CREATE TABLE rows (n integer PRIMARY KEY)")
    acknowledged: list[int] = []
    enough = threading.Event()
    writer = threading.Thread(target=_write_until_cut_off, args=(cluster, acknowledged, enough))
    writer.start()
    assert enough.wait(60)
    pid = cluster.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    wait_for_end(pid)
    writer.join()
    assert cluster.state() is ServerState.STOPPED
    cluster.start()
    kept = {row[0] for row in ask(cluster, "SELECT n FROM rows")}
    assert len(acknowledged) >= ACKNOWLEDGED_BEFORE_KILL
    assert kept - {len(acknowledged)} == set(acknowledged)  # one may be written, not yet answered
    assert ask(cluster, "SELECT pg_is_in_recovery()") == [(False,)]
    cluster.stop()


def test_the_server_stops_in_order_when_its_owner_is_killed(folder: Path, spawn: Spawn) -> None:
    owner = spawn(OWNER, folder)
    server = int(_first_line(owner)[0])
    cluster = Cluster(folder)
    assert cluster.pid() == server
    owner.kill()
    wait_for_end(server)
    assert cluster.state() is ServerState.STOPPED
    assert "database system is shut down" in (cluster.home / "server.log").read_text("utf-8")


def test_the_server_stops_in_order_when_its_guard_is_killed(folder: Path, spawn: Spawn) -> None:
    owner = spawn(OWNER, folder)
    server = int(_first_line(owner)[0])
    stat = Path(f"/proc/{server}/stat").read_text(encoding="ascii")
    guard = int(stat.rpartition(")")[2].split()[1])
    assert guard != owner.pid
    os.kill(guard, signal.SIGKILL)
    wait_for_end(server)
    cluster = Cluster(folder)
    assert cluster.state() is ServerState.STOPPED
    assert "database system is shut down" in (cluster.home / "server.log").read_text("utf-8")


def test_ctrl_c_reaches_the_owner_and_not_the_server(folder: Path, spawn: Spawn) -> None:
    owner = spawn(OWNER, folder)
    server = int(_first_line(owner)[0])
    assert os.getpgid(server) not in (os.getpgid(owner.pid), os.getpgid(0))
    out, _ = owner.communicate("")
    assert out.strip() == "stopped"
    wait_for_end(server)


def test_another_process_joins_a_running_server_and_leaves_it_running(
    folder: Path, spawn: Spawn
) -> None:
    with Cluster(folder, FAST) as owner:
        guest = spawn(OWNER, folder)
        assert _first_line(guest) == [str(owner.pid()), "False"]
        out, _ = guest.communicate("")
        assert out.strip() == "stopped"
        assert ask(owner, "SELECT 1") == [(1,)]


def test_what_another_process_runs_is_not_removed(folder: Path, spawn: Spawn) -> None:
    owner = spawn(OWNER, folder)
    server = int(_first_line(owner)[0])
    cluster = Cluster(folder)
    with pytest.raises(DatabaseInUse, match="in use by another program"):
        cluster.destroy()
    assert ask(cluster, "SELECT 1") == [(1,)]
    owner.communicate("")
    wait_for_end(server)


def test_of_racing_processes_one_starts_and_all_can_use_it(folder: Path, spawn: Spawn) -> None:
    racers = [spawn(OWNER, folder) for _ in range(3)]
    answers = [_first_line(racer) for racer in racers]
    assert len({pid for pid, _ in answers}) == 1
    assert sorted(owns for _, owns in answers) == ["False", "False", "True"]
    for racer, (_, owns) in sorted(zip(racers, answers, strict=True), key=lambda pair: pair[1][1]):
        out, _ = racer.communicate("")
        assert out.strip() == "stopped", owns
    assert Cluster(folder).state() is ServerState.STOPPED


def test_a_left_over_pid_file_of_a_stranger_is_no_server(folder: Path) -> None:
    with Cluster(folder, FAST) as cluster:
        data = cluster.home / "data"
    lines = [str(os.getpid()), str(data), "0", "5432", "", "", "", "ready"]
    (data / "postmaster.pid").write_text("\n".join(lines), encoding="utf-8")
    assert cluster.state() is ServerState.STOPPED
    (data / "postmaster.pid").unlink()

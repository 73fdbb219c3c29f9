"""A worker whose database dies, twice: it rests, comes back by itself, and does everything once."""

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from connectors.ports import Outcome
from corporate import bootstrap
from corporate.settings import Settings
from jobs import house as jobs
from jobs.wake_up import Listener
from jobs.worker import Worker
from kernel.postgres import Cluster
from tests.server import EmbeddedServer, TestDatabase, fresh_database
from tests.workflows.dispatch.house import House as Slices
from tests.workflows.dispatch.house import Script, answer
from tests.world import HouseWorld, place

PATIENCE_S = 60


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[EmbeddedServer]:
    """A server this test may kill; what it has committed survives its own death."""
    server = EmbeddedServer(tmp_path)
    server.cluster = Cluster(tmp_path / "durable", {"fsync": "off"})
    server.cluster.start()
    yield server
    server.cluster.destroy()


@pytest.fixture
def own_database(own_server: EmbeddedServer) -> Iterator[TestDatabase]:
    with fresh_database(own_server, "away") as database:
        yield database


def die(server: EmbeddedServer) -> None:
    """Kill the server with everything it started, as the machine would."""
    pid = server.cluster.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def test_it_comes_back_by_itself(
    own_server: EmbeddedServer,
    own_database: TestDatabase,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kernel.limits.JOBS_REST_S", 0.2)
    world = HouseWorld(own_database, place(own_database, tmp_path / "cast"), tmp_path / "f", "away")
    script = Script()
    house = bootstrap.assemble(Settings(data=tmp_path), world.kernel, own_database.worker, script)
    slices = Slices(world, script)
    worker = Worker(jobs.rounds(house))
    listener = Listener(own_database.worker.dsn, worker.wake)
    serving = threading.Thread(target=worker.serve)
    listener.start()
    serving.start()
    payments = []
    try:
        for number in range(2):
            await_success(slices, [slices.pay(10_000 + number)], script, f"up{number}")
            payments.append(slices.pay(20_000 + number))
            die(own_server)
            threading.Event().wait(1)
            assert serving.is_alive()
            own_server.cluster.start()
            await_success(slices, [payments[-1]], script, f"back{number}")
        assert listener.is_alive()
    finally:
        worker.end()
        serving.join()
        listener.end()
    assert len(script.sent) == len(set(script.sent)) == 4
    assert slices.money() == (100_000_000 - 60_002 - 4 * 500, 0)
    slices.check_books()


def await_success(slices: Slices, payments: list[UUID], script: Script, name: str) -> None:
    """Let clearing settle from now on, and wait; time passes so that what was lost is asked about."""
    said = answer(Outcome.SETTLED, name)
    script.submits.append(said)
    script.enquiries.append(said)
    pause = threading.Event()
    for _ in range(PATIENCE_S * 5):
        slices.world.advance(seconds=5)
        if all(slices.payment(one)["status"] == "succeeded" for one in payments):
            script.submits.clear()
            script.enquiries.clear()
            return
        pause.wait(0.2)
    message = f"{name}: they did not come to their end"
    raise AssertionError(message)

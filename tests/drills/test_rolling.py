"""Promise 38: versions change and change back while clients pay through the edge, and none of them notices."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from http.client import HTTPException, HTTPSConnection
from itertools import count
from pathlib import Path
from subprocess import Popen
from time import sleep

import psycopg
import pytest

from corporate import serving
from corporate.demo.people import HENGRUI, MUSTER, YUNGANG
from corporate.settings import Settings, environment_of
from erp_adapters.client import BankLink, LinkConfig, Payment
from kernel.clock import FileClock
from kernel.postgres import Cluster
from tests.drills import machine
from tests.drills.edge import Edge, running_edge
from tests.drills.releases import Release, Web, earlier, this

pytestmark = pytest.mark.drill
_ERPS, _VISITORS = 4, 2
_EVERY_S = 0.04  # between a visitor's pages: the edge takes a hundred connections a second from one address
_BETWEEN_S = 3.0
_KEPT = "SELECT client_serial FROM yinqi.payment WHERE client_serial = ANY(%s)"


@dataclass
class Clients:
    """ERPs and visitors who try nothing twice; what they were told wrong."""

    edge: Edge
    data: Path
    acknowledged: list[str] = field(default_factory=list)
    visits: int = 0
    errors: list[str] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @contextmanager
    def busy(self) -> Iterator[None]:
        """They come and go for as long as the block lasts."""
        work: list[Callable[[], None]] = [self._pays() for _ in range(_ERPS)]
        work += [self._visit] * _VISITORS
        threads = [threading.Thread(target=self._go_on, args=(one,)) for one in work]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._ended.set()
            for thread in threads:
                thread.join()

    def _go_on(self, once: Callable[[], None]) -> None:
        while not self._ended.is_set():
            try:
                once()
            except Exception as error:  # noqa: BLE001 - whatever a client is shown is counted
                self.errors.append(f"{type(error).__name__}: {error}")
                sleep(0.1)

    def _pays(self) -> Callable[[], None]:
        """One ERP with its own connection; a serial is sent once."""
        link = BankLink(
            LinkConfig(
                url=f"https://localhost:{self.edge.port}/b/{YUNGANG.slug}/link/v1",
                enterprise=MUSTER.number, operator="erp", certificate="CERT-10001",
                key_file=self.data / "erp-key.pem", bank_key_file=self.data / "bank-key.pem",
                ca_file=self.edge.certificate,
            ),
            clock=FileClock(self.data / "clock"),
        )  # fmt: skip

        def pay() -> None:
            payment = Payment(
                serial=f"ROLL-{next(self._numbers):06}", payer_account=MUSTER.accounts[0].number,
                payee_account=HENGRUI.accounts[0].number, payee_name=HENGRUI.name,
                amount="1.00", purpose="货款",
            )  # fmt: skip
            link.pay(payment)
            self.acknowledged.append(payment.serial)

        return pay

    def _visit(self) -> None:
        """Somebody opens the log-in page, on a connection of their own."""
        trusting = ssl.create_default_context(cafile=str(self.edge.certificate))
        line = HTTPSConnection("localhost", self.edge.port, timeout=30, context=trusting)
        try:
            line.request("GET", f"/b/{YUNGANG.slug}/login")
            with line.getresponse() as reply:  # closed, too, when it breaks off
                reply.read()
            if reply.status != 200:
                raise HTTPException(reply.status)
        finally:
            line.close()
        self.visits += 1
        sleep(_EVERY_S)


@dataclass
class Deployment:
    """Two web processes, a worker, the edge: what an operator turns from one version to another."""

    edge: Edge
    webs: dict[str, Web]
    restart_worker: Callable[[Release], None]

    def turn_to(self, release: Release) -> None:
        """One process after the other: out of the rotation, ended, started as the other version, in."""
        for name, web in self.webs.items():
            self.edge.turn("out", name)
            web.stop()
            web.start(release)
            self.edge.turn("in", name)
            sleep(_BETWEEN_S)
        self.restart_worker(release)
        sleep(_BETWEEN_S)


@pytest.fixture
def old(tmp_path: Path) -> Release:
    return earlier(tmp_path / "old")


@pytest.fixture
def cluster(old: Release, tmp_path: Path) -> Iterator[Cluster]:
    """A bank made by the old version."""
    old.prepare(tmp_path / "bank")
    with Cluster(tmp_path / "bank" / serving.POSTGRES) as found:
        yield found
    found.destroy()


@contextmanager
def deployed(old: Release, cluster: Cluster, folder: Path) -> Iterator[Deployment]:
    """The old version serves."""
    peer = serving.free_port()
    urls = {role: cluster.dsn("yinqi", f"yinqi_{role}") for role in ("app", "worker", "auditor")}
    settings = Settings(
        data=folder, clock="file", web_workers=1, threads=4, database_urls=urls,
        clearing_url=f"http://127.0.0.1:{peer}",
    )  # fmt: skip
    environment = environment_of(settings)
    webs = {
        name: Web(
            folder / f"web-{name}.log", replace(settings, port=serving.free_port()), environment
        )
        for name in ("a", "b")
    }
    workers: list[Popen[bytes]] = []

    def stop_worker() -> int:
        status = 0
        for worker in workers:
            worker.terminate()
            status = worker.wait(60)
        workers.clear()
        return status

    def restart_worker(release: Release) -> None:
        assert stop_worker() == 0  # it finished what it had begun
        words = ("corporate.cli", "worker")
        workers.append(release.start(folder / "worker.log", environment, *words))

    with ExitStack() as stack:
        clearing = old.start(
            folder / "clearing.log", environment, "connectors.clearing.simulator",
            "--data", str(folder / "clearing"), "--port", str(peer), "--clock", str(folder / "clock"),
        )  # fmt: skip
        stack.enter_context(clearing)
        stack.callback(clearing.kill)
        for web in webs.values():
            stack.callback(web.stop)
            web.start(old)
        stack.callback(stop_worker)
        restart_worker(old)
        ports = (webs["a"].port, webs["b"].port)
        edge = stack.enter_context(running_edge(folder / "edge", ports, settings.threads))
        for name in webs:
            edge.turn("in", name)
        yield Deployment(edge, webs, restart_worker)


def test_nobody_notices_that_the_version_changes_and_changes_back(
    old: Release, cluster: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "bank"
    told: list[str] = []
    with deployed(old, cluster, folder) as deployment:
        clients = Clients(deployment.edge, folder)
        with clients.busy():
            sleep(_BETWEEN_S)
            watch = machine.Stopwatch()
            this().upgrade(cluster.dsn("yinqi"), cluster.dsn("yinqi", "yinqi_owner"))
            told.append(f"schema changed under load, old version serving: {watch}")
            sleep(_BETWEEN_S)
            for release in (this(), old):
                watch = machine.Stopwatch()
                deployment.turn_to(release)
                told.append(f"turned to the {release.name} version: {watch}")
    told.append(
        f"{len(clients.acknowledged)} payments, {clients.visits} visits, errors {len(clients.errors)}"
    )
    machine.tell(capsys, *told)
    assert clients.errors == []
    with psycopg.connect(cluster.dsn("yinqi")) as connection:
        kept = [row[0] for row in connection.execute(_KEPT, (clients.acknowledged,))]
    assert sorted(kept) == sorted(clients.acknowledged)


def test_a_process_ended_without_being_taken_out_is_noticed(
    old: Release, cluster: Cluster, tmp_path: Path
) -> None:
    """The control: killed where it stands, and its clients hear of it."""
    folder = tmp_path / "bank"
    with deployed(old, cluster, folder) as deployment:
        clients = Clients(deployment.edge, folder)
        with clients.busy():
            sleep(_BETWEEN_S)
            deployment.webs["a"].kill()
            sleep(_BETWEEN_S)
    assert clients.errors != []

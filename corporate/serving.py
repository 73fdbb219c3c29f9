"""Runs a whole bank on one machine: database, simulated peers, web processes, worker; and ends them together.

A deployment of many machines starts the same programs by its own means; this is the laptop's.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import quote

import psycopg

from corporate import leash
from corporate.settings import ROLES, Settings, environment_of
from kernel import limits
from kernel.errors import Unavailable
from kernel.postgres import Cluster
from kernel.text import Text
from migrations import upgrade


@dataclass(frozen=True, slots=True)
class Peer:
    """Somebody outside the bank who is played on this machine; `health` is empty where nobody waits for it."""

    name: str
    module: str
    setting: str
    path: str = ""
    health: str = "/control/health"


PEERS = (
    Peer("clearing", "connectors.clearing.simulator", "clearing_url"),
    Peer("exchange", "connectors.bill_exchange.simulator", "bill_exchange_url"),
    Peer("tax", "connectors.tax_invoice.simulator", "tax_url", path="/", health=""),
)
_DATABASE = "yinqi"
POSTGRES = "postgres"


class ProgramEnded(Unavailable):
    """A program of the bank did not come up, or ended by itself."""

    code = "corporate.program_ended"
    text = Text("程序 {name} 未能启动，日志：{log}", "The program {name} did not start; see {log}")


class PortTaken(Unavailable):
    """Somebody listens there; the web server would share the port and get every other request."""

    code = "corporate.port_taken"
    text = Text(
        "端口 {port} 已有程序在监听；请先结束它，或设置 YINQI_PORT 换一个端口",
        "Something listens on port {port} already; end it, or choose another with YINQI_PORT",
    )


@dataclass(slots=True)
class Programs:
    """Child processes, each with a log of its own, ended in the reverse of their order."""

    environment: Mapping[str, str]
    logs: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *words: str) -> None:
        """Start one program of ours."""
        self.logs.mkdir(parents=True, exist_ok=True)
        with self.log_of(name).open("ab") as log:
            self.running[name] = subprocess.Popen(
                [*_leash(), sys.executable, "-m", *words],
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for us; we end them when we are done
            )

    def log_of(self, name: str) -> Path:
        """Where a program writes."""
        return self.logs / f"{name}.log"

    def await_answer(self, name: str, url: str) -> None:
        """Wait until an address answers. Raises ProgramEnded when the program ends instead."""
        until = time.monotonic() + limits.START_WITHIN_S
        while time.monotonic() < until:
            if self.running[name].poll() is not None:
                break
            if _answers(url):
                return
            time.sleep(0.1)
        raise ProgramEnded(name=name, log=str(self.log_of(name)))

    def stop(self) -> None:
        """End every program: ask and wait; their leashes insist."""
        for process in reversed(self.running.values()):
            process.send_signal(signal.SIGTERM)
        for process in reversed(self.running.values()):
            process.wait()
        self.running.clear()

    def watch(self) -> None:
        """Stay until one of them ends. Raises ProgramEnded."""
        while True:
            for name, process in self.running.items():
                if process.poll() is not None:
                    raise ProgramEnded(name=name, log=str(self.log_of(name)))
            time.sleep(0.5)


def _leash() -> tuple[str, ...]:
    """What a program is started by, so that neither it nor what it starts outlives us."""
    patience_s = limits.STOP_WITHIN_S
    return (sys.executable, "-I", "-S", leash.__file__, str(os.getpid()), str(patience_s))


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own address
            return True
    except (URLError, OSError):
        return False


@contextlib.contextmanager
def database(settings: Settings) -> Iterator[Settings]:
    """Settings whose database runs and has the newest schema: the configured one, or the embedded."""
    if not settings.embedded:
        yield settings
        return
    with Cluster(settings.data / POSTGRES) as cluster:
        cluster.create_database(_DATABASE)
        upgrade.prepare(cluster.dsn(_DATABASE))
        for role in ROLES:
            cluster.give_login(f"yinqi_{role}")
        urls = {role: cluster.dsn(_DATABASE, f"yinqi_{role}") for role in ROLES}
        upgrade.upgrade(sqlalchemy_url(urls["owner"]))
        yield replace(settings, database_urls=urls)


def sqlalchemy_url(dsn: str) -> str:
    """A libpq connection string as SQLAlchemy spells it."""
    parts = psycopg.conninfo.conninfo_to_dict(dsn)
    login = f"{parts['user']}:{quote(str(parts.get('password', '')), safe='')}"
    place = f"{parts['dbname']}?host={quote(str(parts.get('host', '')), safe='')}"
    return f"postgresql+psycopg://{login}@/{place}&port={parts.get('port', 5432)}"


@contextlib.contextmanager
def programs(settings: Settings) -> Iterator[Programs]:
    """The bank's programs, answering: a simulated peer for each that is not configured, web, worker."""
    if not is_free(settings.port):
        raise PortTaken(port=settings.port)
    settings, ports = played(settings)
    with running(settings, ports) as children:
        yield children


@contextlib.contextmanager
def running(settings: Settings, ports: Mapping[str, int]) -> Iterator[Programs]:
    """The same for settings that know their peers already, those at `ports` being played."""
    children = Programs(environment_of(settings), settings.data / "logs")
    try:
        for peer in PEERS:
            if peer.name in ports:
                _play(children, settings, peer, ports[peer.name])
        children.start("worker", "corporate.cli", "worker")
        children.start("web", *web_command(settings))
        children.await_answer("web", f"http://{settings.host}:{settings.port}/health")
        yield children
    finally:
        children.stop()


def played(settings: Settings) -> tuple[Settings, dict[str, int]]:
    """Settings with an address of this machine for each peer that has none, and their ports; none in production."""
    absent = [] if settings.production else [p for p in PEERS if not getattr(settings, p.setting)]
    ports = {peer.name: free_port() for peer in absent}
    addresses: dict[str, Any] = {
        peer.setting: f"http://127.0.0.1:{ports[peer.name]}{peer.path}" for peer in absent
    }
    tellable = settings.sandbox or "clearing" in ports
    return replace(settings, sandbox=tellable, **addresses), ports


def _play(children: Programs, settings: Settings, peer: Peer, port: int) -> None:
    """Start a simulated peer on the bank's own clock."""
    clock = () if settings.clock == "system" else ("--clock", str(settings.data / "clock"))
    folder = str(settings.data / peer.name)
    children.start(peer.name, peer.module, "--data", folder, "--port", str(port), *clock)
    if peer.health:
        children.await_answer(peer.name, f"http://127.0.0.1:{port}{peer.health}")


def web_command(settings: Settings) -> tuple[str, ...]:
    """How the web server is started: processes × threads, one application each."""
    return (
        "granian",
        "--interface", "wsgi",
        "--factory",
        "--host", settings.host,
        "--port", str(settings.port),
        "--workers", str(settings.web_workers),
        "--blocking-threads", str(settings.threads),
        "--no-ws",
        "--workers-kill-timeout", str(limits.STOP_WITHIN_S - 2),
        "--log-level", "warning",
        "corporate.bootstrap:create_app",
    )  # fmt: skip


def end_when_told() -> None:
    """Let SIGTERM and a closed terminal end every program, as Ctrl-C does; nohup's wish is kept."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)


def is_free(port: int) -> bool:
    """Whether nobody listens on a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

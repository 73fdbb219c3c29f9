"""A web process of the house on a port of this machine, and a client over real sockets.

The client answers to the few words that Flask's own test client is used by, so that browsers and ERPs of the
other tests can be put in front of a served bank: `Browser(App(port))`, `Erp(world, App(port), key)`.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPMessage
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from corporate import serving
from corporate.settings import Settings, environment_of
from kernel.clock import FileClock
from tests.server import TestDatabase
from tests.world import MONDAY

START_WITHIN_S: Final = 60
TIMEOUT_S: Final = 30
REDIRECTS: Final = frozenset({302, 303})


@contextlib.contextmanager
def served(database: TestDatabase, data: Path) -> Iterator[App]:
    """One worker of eight threads, as a deployment starts it, on a clock that stands in November 2026."""
    settings = Settings(
        data=data,
        database_urls={"app": database.server.dsn(database.name, "yinqi_app")},
        clock="file", port=serving.free_port(), web_workers=1,
        clearing_url="http://127.0.0.1:9",
    )  # fmt: skip
    with (data / "web.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *serving.web_command(settings)],
            env={**os.environ, **environment_of(settings)}, stdout=log, stderr=log,
        )  # fmt: skip
    app = App(settings.port)
    try:
        _await(app, process, data / "web.log")
        FileClock(data / "clock").set(MONDAY)
        yield app
    finally:
        process.terminate()
        process.wait(TIMEOUT_S)


def _await(app: App, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_WITHIN_S
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError):
            if app.test_client().get("/health").status_code == http.client.OK:
                return
        time.sleep(0.1)
    raise AssertionError(log.read_text())


@dataclass(frozen=True)
class App:
    """Where it listens."""

    port: int

    def test_client(self) -> Client:
        """A visitor without cookies."""
        return Client(self.port)

    def connect(self) -> socket.socket:
        """A line of one's own."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT_S)


@dataclass(frozen=True)
class Asked:
    """What was asked in the end, after redirects."""

    path: str


@dataclass(frozen=True)
class Answer:
    """What came over the line."""

    status_code: int
    headers: HTTPMessage
    data: bytes
    request: Asked

    @property
    def content_type(self) -> str:
        """What it says it is."""
        return self.headers.get("Content-Type", "")

    @property
    def text(self) -> str:
        """As text."""
        return self.data.decode()


@dataclass(frozen=True)
class Cookie:
    """A cookie that is kept."""

    value: str


@dataclass
class Client:
    """One visitor: keeps cookies, follows redirects, says what a browser says."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, *, follow_redirects: bool = False, **more: Any) -> Answer:
        """Ask for an address."""
        return self._send("GET", path, b"", more.get("headers"), follow=follow_redirects)

    def post(
        self, path: str, *, data: Any = b"", follow_redirects: bool = False, **more: Any
    ) -> Answer:
        """Send a form, or bytes as they are."""
        headers = dict(more.get("headers") or {})
        if not isinstance(data, bytes):
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
            data = urlencode(data, doseq=True).encode()
        return self._send("POST", path, data, headers, follow=follow_redirects)

    def get_cookie(self, name: str) -> Cookie | None:
        """A cookie by its name."""
        return Cookie(self.cookies[name]) if name in self.cookies else None

    def set_cookie(self, name: str, value: str) -> None:
        """Keep a cookie that somebody else was given."""
        self.cookies[name] = value

    def _send(
        self, verb: str, path: str, body: bytes, headers: Mapping[str, str] | None, *, follow: bool
    ) -> Answer:
        answer = self._once(verb, path, body, headers or {})
        while follow and answer.status_code in REDIRECTS:
            target = urlsplit(answer.headers["Location"])
            query = f"?{target.query}" if target.query else ""
            answer = self._once("GET", target.path + query, b"", {})
        return answer

    def _once(self, verb: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        said = {"Accept-Language": "zh-CN", **headers}
        if self.cookies:
            said["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S)
        with contextlib.closing(line):
            line.request(verb, path, body or None, said)
            found = line.getresponse()
            data = found.read()
        for given in found.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(given).items():
                self.cookies[name] = morsel.value
        return Answer(found.status, found.headers, data, Asked(urlsplit(path).path))

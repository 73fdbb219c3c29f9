"""Whose turn it is while requests wait at the shipped proxy: whoever asked less comes first."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final

import pytest

from tests.drills.edge import Edge, running_edge
from tests.scenarios.programs import wait_for

pytestmark = pytest.mark.drill
_GREEDY: Final = "127.0.0.11"
_MODEST: Final = "127.0.0.12"
_ASKED: Final = 80
_BEFORE: Final = 20  # the first ones of anybody are as good as another's
_ANSWER: Final = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
_CLIENT: Final = re.compile(rb"x-forwarded-for: ([0-9.]+)\r\n", re.IGNORECASE)


@dataclass
class Busy:
    """A server that answers nobody, but the proxy's own looks, until it is let go."""

    go: threading.Event = field(default_factory=threading.Event)
    order: list[str] = field(default_factory=list)

    def serve(self, listening: socket.socket) -> None:
        with ExitStack() as threads:
            while True:
                try:
                    line, _ = listening.accept()
                except OSError:
                    return
                thread = threading.Thread(target=self._answer, args=(line,))
                thread.start()
                threads.callback(thread.join)

    def _answer(self, line: socket.socket) -> None:
        with line:
            said = line.recv(1 << 16)
            found = _CLIENT.search(said)
            if found is not None:
                self.order.append(found[1].decode())
                self.go.wait()
            line.sendall(_ANSWER)


@pytest.fixture
def busy() -> Busy:
    return Busy()


@pytest.fixture
def edge(busy: Busy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    """Two servers of one thread each."""
    folder = tmp_path_factory.mktemp("turns") / "edge"
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=busy.serve, args=(listening,))
        thread.start()
        port = listening.getsockname()[1]
        with running_edge(folder, (port, port), threads=1) as found:
            found.turn("in", "a")
            found.turn("in", "b")
            yield found
        busy.go.set()
        listening.shutdown(socket.SHUT_RDWR)
    thread.join()


def ask(edge: Edge, source: str) -> ssl.SSLSocket:
    """Ask for a page from an address; nobody reads the answer yet."""
    trusting = ssl.create_default_context(cafile=str(edge.certificate))
    raw = socket.create_connection(("127.0.0.1", edge.port), 20, (source, 0))
    line = trusting.wrap_socket(raw, server_hostname="localhost")
    line.sendall(b"GET /b/yungang/login HTTP/1.1\r\nHost: x\r\n\r\n")
    return line


def test_whoever_asked_less_need_not_wait_for_those_who_asked_much(edge: Edge, busy: Busy) -> None:
    with ExitStack() as lines:
        for _ in range(_ASKED):
            lines.enter_context(ask(edge, _GREEDY))
        wait_for("they wait", lambda: edge.waiting() == _ASKED - 2)
        modest = lines.enter_context(ask(edge, _MODEST))
        wait_for("one more waits", lambda: edge.waiting() == _ASKED - 1)
        busy.go.set()
        assert modest.recv(1 << 10).startswith(b"HTTP/1.1 200")
    assert _MODEST in busy.order[: _BEFORE + 3]

"""What the shipped proxy lets through, and what it makes of it: seen from behind, byte by byte."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.drills.edge import Edge, running_edge

pytestmark = pytest.mark.drill
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nServer: behind\r\nConnection: close\r\n\r\nok"


@dataclass
class Behind:
    """A server that writes down what reaches it; the proxy's own looks are left out."""

    port: int = 0
    heard: list[bytes] = field(default_factory=list)

    def serve(self, listening: socket.socket) -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            with line:
                said = line.recv(1 << 16)
                if said and not said.startswith(b"GET /health "):
                    self.heard.append(said)
                line.sendall(_ANSWER)


@pytest.fixture(scope="module")
def behind() -> Iterator[Behind]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found = Behind(listening.getsockname()[1])
        thread = threading.Thread(target=found.serve, args=(listening,))
        thread.start()
        yield found
        listening.shutdown(socket.SHUT_RDWR)
    thread.join()


@pytest.fixture(scope="module")
def edge(behind: Behind, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    folder = tmp_path_factory.mktemp("edge") / "edge"
    with running_edge(folder, (behind.port, behind.port)) as found:
        found.turn("in", "a")
        found.turn("in", "b")
        yield found


def asked(edge: Edge, text: str, port: int = 0) -> bytes:
    """The status line and headers of the answer to raw words."""
    trusting = ssl.create_default_context(cafile=str(edge.certificate))
    with (
        socket.create_connection(("127.0.0.1", port or edge.port), 20) as raw,
        trusting.wrap_socket(raw, server_hostname="localhost") as line,
    ):
        line.sendall(text.replace("\n", "\r\n").encode())
        said = b""
        while part := line.recv(1 << 16):
            said += part
            if b"\r\n\r\n" in said:
                break
        return said


def test_nobody_outside_says_who_they_are(edge: Edge, behind: Behind) -> None:
    behind.heard.clear()
    forged = (
        "GET /b/yungang/login HTTP/1.1\nHost: localhost\nX-Forwarded-For: 10.0.0.1\nX-Real-IP: 10.0.0.1\n"
        "Forwarded: for=10.0.0.1\nX-Forwarded-Proto: http\nX-Forwarded-Host: evil\nX-SSL-Client: yes\n"
        "X-Client-Cert: yes\nProxy: http://evil\nConnection: close\n\n"
    )
    answer = asked(edge, forged)
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"strict-transport-security: max-age=31536000" in answer.lower()
    assert b"server:" not in answer.lower()
    (heard,) = behind.heard
    assert b"10.0.0.1" not in heard
    assert b"evil" not in heard
    assert b"x-ssl-client" not in heard.lower()
    assert b"x-forwarded-for: 127.0.0.1\r\n" in heard.lower()
    assert b"x-forwarded-proto: https\r\n" in heard.lower()


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("GET /desk/yungang/ HTTP/1.1\nHost: x\n\n", b"404"),
        ("GET /%64esk/yungang/ HTTP/1.1\nHost: x\n\n", b"404"),
        ("GET /desk%2Fyungang/ HTTP/1.1\nHost: x\n\n", b"404"),
        ("GET /metrics HTTP/1.1\nHost: x\n\n", b"404"),
        ("GET /readyz HTTP/1.1\nHost: x\n\n", b"404"),
        ("GET /health HTTP/1.1\nHost: x\n\n", b"404"),
        ("TRACE / HTTP/1.1\nHost: x\n\n", b"405"),
        ("GET / HTTP/1.1\nHost: x\nHost: y\n\n", b"400"),
        ("POST / HTTP/1.1\nHost: x\nContent-Length: 3\nContent-Length: 4\n\nabc", b"400"),
        ("POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked, identity\n\n0\n\n", b"400"),
        ("GET / HTTP/1.1\nHost: x\nA b: c\n\n", b"400"),
    ],
)
def test_what_is_not_for_outside_never_reaches_the_house(
    words: str, status: bytes, edge: Edge, behind: Behind
) -> None:
    behind.heard.clear()
    assert asked(edge, words).split(b" ")[1] == status
    assert behind.heard == []


def test_a_length_and_chunks_together_arrive_as_one_of_them(edge: Edge, behind: Behind) -> None:
    behind.heard.clear()
    both = "POST / HTTP/1.1\nHost: x\nContent-Length: 60\nTransfer-Encoding: chunked\nConnection: close\n\n3\nabc\n0\n\n"
    asked(edge, both)
    assert all(b"content-length" not in heard.lower() for heard in behind.heard)
    assert len(behind.heard) <= 1


def test_the_desk_has_an_address_of_its_own_and_nothing_else_has(
    edge: Edge, behind: Behind
) -> None:
    words = "GET {} HTTP/1.1\nHost: x\nConnection: close\n\n"
    assert asked(edge, words.format("/desk/yungang/"), edge.desk_port).split(b" ")[1] == b"200"
    behind.heard.clear()
    assert asked(edge, words.format("/b/yungang/login"), edge.desk_port).split(b" ")[1] == b"404"
    assert behind.heard == []

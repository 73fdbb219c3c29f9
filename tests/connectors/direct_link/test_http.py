"""The direct link behind the real web server: whole, half, slow and lying requests."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator

import pytest
from flask import Flask
from lxml import etree

from kernel.limits import LINK_READERS_MAX
from tests import served as running
from tests.connectors.direct_link.erp import Erp, payment
from tests.connectors.direct_link.footprint import nothing_left
from tests.served import App
from tests.server import TestDatabase
from tests.world import HouseWorld

PATH = "/b/yungang/link/v1"
SLOW = LINK_READERS_MAX


@pytest.fixture(scope="module")
def served(test_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """One worker of eight threads, as a deployment starts it."""
    with running.served(test_database, tmp_path_factory.mktemp("bank")) as app:
        yield app


@pytest.fixture
def erp(world: HouseWorld) -> Erp:
    """辰海's system; it signs here and speaks over a socket of its own."""
    return Erp(world, Flask("unused"), world.key_of("辰海"))


def request_of(erp: Erp, message: bytes, *headers: str, length: int | None = None) -> bytes:
    lines = [
        f"POST {PATH} HTTP/1.1", "Host: localhost", "Content-Type: application/xml",
        f"Yinqi-Signature: {erp.sign(message)}", *headers,
    ]  # fmt: skip
    if length != -1:
        lines.append(f"Content-Length: {len(message) if length is None else length}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + message


def received(line: socket.socket) -> bytes:
    """Everything the server says until it closes or has said one whole answer."""
    data = b""
    with contextlib.suppress(OSError):
        while part := line.recv(65_536):
            data += part
            head, found, body = data.partition(b"\r\n\r\n")
            length = head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]
            if found and length and len(body) >= int(length):
                break
    return data


def asked(served: App, data: bytes) -> bytes:
    with served.connect() as line:
        line.sendall(data)
        return received(line)


def code_of(answer: bytes) -> str:
    root = etree.fromstring(answer.partition(b"\r\n\r\n")[2])
    return str(root.findtext("{urn:yinqi:link:1}Head/{urn:yinqi:link:1}Code"))


def usual(erp: Erp, serial: str = "ERP-0001") -> bytes:
    return erp.request("payments.submit", "SubmitPayment", payment(ClientSerial=serial))


def test_a_payment_is_made_and_the_line_is_kept(erp: Erp, world: HouseWorld, served: App) -> None:
    with served.connect() as line:
        for place in range(3):
            line.sendall(request_of(erp, usual(erp, f"ERP-{place}")))
            answer = received(line)
            assert answer.startswith(b"HTTP/1.1 200 OK")
            assert code_of(answer) == "0000"
    assert world.count("payment") == 3


def test_half_a_body_and_a_closed_line_leave_nothing(
    erp: Erp, world: HouseWorld, served: App
) -> None:
    whole = request_of(erp, usual(erp))
    with nothing_left(world.db, nonces=0):
        for part in (len(whole) // 2, len(whole) - 1):
            with served.connect() as line:
                line.sendall(whole[:part])
            with served.connect() as line:
                line.sendall(whole[:part])
                line.shutdown(socket.SHUT_WR)
                assert b"200 OK" not in received(line)
    assert code_of(asked(served, whole)) == "0000"


def test_a_shorter_length_than_the_body_is_a_wrong_signature(
    erp: Erp, world: HouseWorld, served: App
) -> None:
    message = usual(erp)
    with nothing_left(world.db, nonces=0):
        answer = asked(served, request_of(erp, message, length=len(message) - 9))
    assert answer.startswith(b"HTTP/1.1 401")


@pytest.mark.parametrize(
    "headers",
    [
        ("Content-Length: 5",),
        ("Transfer-Encoding: chunked",),
        ("Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
    ],
)
def test_two_lengths_are_never_believed(
    erp: Erp, world: HouseWorld, served: App, headers: tuple[str, ...]
) -> None:
    with nothing_left(world.db, nonces=0):
        answer = asked(served, request_of(erp, usual(erp), *headers))
    assert b"200 OK" not in answer


def test_a_body_in_chunks_is_asked_for_its_length(erp: Erp, world: HouseWorld, served: App) -> None:
    message = usual(erp)
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(message), message)
    head = request_of(erp, message, "Transfer-Encoding: chunked", length=-1)[: -len(message)]
    with nothing_left(world.db, nonces=0):
        answer = asked(served, head + chunked)
    assert answer.startswith(b"HTTP/1.1 411")


def test_slow_bodies_leave_threads_to_others(erp: Erp, world: HouseWorld, served: App) -> None:
    """While as many arrive slowly as may, a whole one hears something at once, and pages are served."""
    slow = [request_of(erp, usual(erp, f"SLOW-{place}")) for place in range(SLOW)]
    with contextlib.ExitStack() as open_lines:
        lines = [open_lines.enter_context(served.connect()) for _ in slow]
        for line, data in zip(lines, slow, strict=True):
            line.sendall(data[:-50])
        started = time.monotonic()
        answer = asked(served, request_of(erp, usual(erp, "QUICK")))
        assert code_of(answer) in {"0000", "U003"}
        page = asked(served, b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert page.startswith(b"HTTP/1.1 200")
        assert time.monotonic() - started < 10
        assert world.count("payment", "client_serial LIKE 'SLOW-%'") == 0
        for line, data in zip(lines, slow, strict=True):
            line.sendall(data[-50:])
            assert code_of(received(line)) == "0000"
    assert code_of(asked(served, request_of(erp, usual(erp, "QUICK")))) == "0000"
    assert world.count("payment") == SLOW + 1


def test_a_length_beyond_every_limit_is_refused_unread(
    erp: Erp, world: HouseWorld, served: App
) -> None:
    with nothing_left(world.db, nonces=0):
        answer = asked(served, request_of(erp, usual(erp), length=10**11))
    assert b"200 OK" not in answer


def test_only_post_is_served_at_the_address_of_messages(served: App) -> None:
    answer = asked(served, f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 405")
    schema = asked(served, f"GET {PATH}/schema.xsd HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    assert schema.startswith(b"HTTP/1.1 200 OK")
    assert b"urn:yinqi:link:1" in schema

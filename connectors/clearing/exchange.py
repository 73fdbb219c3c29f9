"""One HTTP exchange with clearing: bounded in time and in bytes, never repeated by itself.

A peer may hang, drip, close half-way or answer anything at all; each of these is "no answer", and
what that means is not decided here. Only when no connection came about is it sure that nothing was
sent. A connection is never used twice: what a peer does to one exchange must not reach the next.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util import parse_url

from connectors.ports import ClearingTimeout, ClearingUnreachable
from kernel import limits, meters
from kernel.failpoints import fp, fp_within

_HTTP_OK = 200


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an exchange may take, in seconds."""

    connect_s: float = limits.CLEARING_CONNECT_TIMEOUT_S
    read_s: float = limits.CLEARING_READ_TIMEOUT_S
    total_s: float = limits.CLEARING_TOTAL_TIMEOUT_S


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back under status 200. `whole` is False when it was longer than allowed."""

    headers: Mapping[str, str]
    body: bytes
    whole: bool


class Exchange:
    """Speaks to one address."""

    def __init__(self, base_url: str, patience: Patience) -> None:
        parsed = parse_url(base_url)
        if parsed.scheme not in {"http", "https"} or not parsed.host:
            message = f"{base_url} is not an http or https address"
            raise ValueError(message)
        self._host, self._port = parsed.host, parsed.port
        self._trust = ssl.create_default_context() if parsed.scheme == "https" else None
        self._prefix = (parsed.path or "").rstrip("/")
        self._patience = patience

    def call(self, method: str, path: str, body: bytes | None = None) -> Reply:
        """Send one request. Raises ClearingUnreachable when surely nothing was sent, else ClearingTimeout."""
        since = meters.begun()
        try:
            return self._call(method, path, body)
        finally:
            meters.ended("peer", since, self._host, method)

    def _call(self, method: str, path: str, body: bytes | None) -> Reply:
        connection = self._line()
        try:
            connection.connect()
        except (HTTPError, OSError) as nobody:
            raise ClearingUnreachable(str(nobody)) from nobody
        try:
            with self._deadline(connection):
                return self._speak(connection, method, self._prefix + path, body)
        except (HTTPError, HTTPException, OSError, ValueError) as broken:
            message = f"{type(broken).__name__}: {broken}"
            raise ClearingTimeout(message) from broken
        finally:
            connection.close()

    def _line(self) -> HTTPConnection:
        """A connection to be; over TLS the peer proves its name under an authority this machine trusts."""
        connect_s = self._patience.connect_s
        if self._trust is None:
            return HTTPConnection(self._host, self._port, timeout=connect_s)
        return HTTPSConnection(self._host, self._port, timeout=connect_s, ssl_context=self._trust)

    def _speak(
        self, connection: HTTPConnection, method: str, path: str, body: bytes | None
    ) -> Reply:
        connection.timeout = self._patience.read_s
        if body is None:
            connection.request(method, path, preload_content=False)
        else:
            headers = {"Content-Type": "application/json", "Content-Length": str(len(body))}
            sent = fp_within("clearing.mid_send", body)
            connection.request(method, path, body=sent, headers=headers, preload_content=False)
            fp("clearing.sent")
        response = connection.getresponse()
        if response.status != _HTTP_OK:
            message = f"status {response.status}"
            raise ClearingTimeout(message)
        data = response.read(limits.JSON_BYTES_MAX + 1, decode_content=False)
        whole = len(data) <= limits.JSON_BYTES_MAX
        return Reply(response.headers, data, whole=whole)

    @contextlib.contextmanager
    def _deadline(self, connection: HTTPConnection) -> Iterator[None]:
        """Cut the line when the whole exchange takes too long; a dripping peer never trips a read time-out."""
        line = connection.sock
        timer = threading.Timer(self._patience.total_s, _cut, (line,))
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _cut(line: socket.socket | None) -> None:
    if line is not None:
        with contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)

"""`python -m tests.drills.slow_clients <port> <count> <tls|plain>`: clients that drip, until told to end.

A third sends its head byte by byte, a third the body of a message that says it is signed, a third asks twenty
times at once and does not read. Whoever is shown the door comes back. From ten addresses, because one alone is held
to two hundred. A process of its own, so that whoever measures beside it is not slowed by it.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import sys
import time
from dataclasses import dataclass
from itertools import cycle
from typing import Final

_SOURCES: Final = tuple(f"127.0.0.{number}" for number in range(11, 21))
_HEAD: Final = b"GET /b/yungang/login HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
_BODY: Final = (
    b"POST /b/yungang/link/v1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/xml\r\n"
    b"Yinqi-Signature: " + b"A" * 86 + b"==\r\nContent-Length: 4000\r\n\r\n<"
)
_UNREAD: Final = b"GET /b/yungang/login HTTP/1.1\r\nHost: localhost\r\n\r\n" * 20
_STARTS: Final = (_HEAD, _BODY, _UNREAD)
_TICK_S: Final = 1.0
_RECEIVE_BYTES: Final = 2_048


@dataclass(slots=True)
class Slow:
    """One of them."""

    port: int
    source: str
    start: bytes
    is_tls: bool
    line: socket.socket | None = None

    def begin(self) -> None:
        """Connect and say the first words."""
        raw = socket.socket()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BYTES)
        raw.settimeout(5)
        try:
            raw.bind((self.source, 0))
            raw.connect(("127.0.0.1", self.port))
            self.line = _CONTEXT.wrap_socket(raw) if self.is_tls else raw
            self.line.sendall(self.start)
            self.line.settimeout(0.01)
        except OSError:
            raw.close()
            self.line = None

    def drip(self) -> bool:
        """One byte more; False when the other side had enough."""
        if self.line is None:
            return False
        if self.start is _UNREAD:
            return True
        try:
            self.line.sendall(b"x")
        except OSError:
            self.line.close()
            self.line = None
            return False
        return True


_CONTEXT: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
_CONTEXT.check_hostname = False
_CONTEXT.verify_mode = ssl.CERT_NONE


def main(words: list[str]) -> None:
    """Drip until killed; say when all are there."""
    port, count, is_tls = int(words[0]), int(words[1]), words[2] == "tls"
    sources, starts = cycle(_SOURCES), cycle(_STARTS)
    everybody = [Slow(port, next(sources), next(starts), is_tls) for _ in range(count)]
    for one in everybody:
        one.begin()
    sys.stdout.write(f"{sum(1 for one in everybody if one.line)}\n")
    sys.stdout.flush()
    while True:
        began = time.monotonic()
        for one in everybody:
            if not one.drip():
                with contextlib.suppress(OSError):
                    one.begin()
        time.sleep(max(0.0, _TICK_S - (time.monotonic() - began)))


if __name__ == "__main__":
    main(sys.argv[1:])

"""An enterprise's program that is told what happened, and answers as it is bidden."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from kernel.crypto import MessageVerifier, rightly_signed


@dataclass
class Receiver:
    """`answers` are used up one by one; then it takes everything."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    got: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)

    @property
    def events(self) -> list[dict[str, Any]]:
        """What it was told, taken or not."""
        return [json.loads(body) for body, _ in self.got]

    def genuine(self, key: MessageVerifier) -> bool:
        """Whether the last message was signed with that key, to the byte."""
        body, headers = self.got[-1]
        return rightly_signed(key, body, base64.b64decode(headers["Yinqi-Signature"]))


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A program that listens on this machine."""
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.got.append((body, dict(self.headers.items())))
            self.send_response(found.answers.pop(0) if found.answers else 204)
            self.send_header("Location", "http://169.254.169.254/")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Keep the tests' output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}/events"
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

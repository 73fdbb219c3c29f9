"""Plays the robots and the gateway of text messages: keeps what it was sent, and can be told to fail."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Received:
    """What came in, and what is answered: a status and a code of its own, one a request, then success."""

    posts: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    answers: list[tuple[int, int]] = field(default_factory=list)

    def to(self, path: str) -> list[dict[str, Any]]:
        """What one address was sent."""
        return [said for at, said in self.posts if at == path]


@contextmanager
def simulated() -> Iterator[tuple[str, Received]]:
    """Serve on this machine; yields the address and what it receives."""
    received = Received()

    class Handler(BaseHTTPRequestHandler):
        """Answers as WeCom, DingTalk, Feishu and the gateway would."""

        def do_POST(self) -> None:
            """Keep it and answer."""
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            received.posts.append((self.path, said))
            status, code = received.answers.pop(0) if received.answers else (200, 0)
            name = "errcode" if "msgtype" in said else "code"
            body = json.dumps({name: code}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing on the console."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", received
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""Plays a push service and the browser behind it: checks the sender's proof, opens what was sent, can be told to refuse."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidTag

from kernel.crypto import web_push

_CREATED, _UNAUTHORIZED, _BAD = 201, 401, 400


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer other than "taken"."""

    status: int
    retry_after: str = ""


@dataclass
class PushService:
    """One browser's subscription, and what came to it. `refusals` are answered first, one a message."""

    address: str = ""
    refusals: list[Refusal] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)
    key: web_push.Key = field(default_factory=web_push.new_key)
    auth: bytes = field(default_factory=lambda: secrets.token_bytes(web_push.AUTH_BYTES))

    @property
    def place(self) -> str:
        """Its host and port, as the list of further hosts names them."""
        return self.address.partition("//")[2]

    def subscription(self) -> str:
        """What the browser's script would hand over."""
        keys = {
            "p256dh": web_push.text64(web_push.point_of(self.key)),
            "auth": web_push.text64(self.auth),
        }
        endpoint = f"{self.address}/send/{web_push.text64(self.auth[:6])}"
        return json.dumps({"endpoint": endpoint, "expirationTime": None, "keys": keys})

    def take(self, headers: dict[str, str], body: bytes) -> Refusal:
        """One message; kept and opened when everything about it is right."""
        if self.refusals:
            return self.refusals.pop(0)
        try:
            claims = web_push.claims_of(headers["Authorization"])
            message = json.loads(web_push.unseal(body, self.key, self.auth))
        except (KeyError, ValueError):
            return Refusal(_UNAUTHORIZED)
        except InvalidTag:
            return Refusal(_BAD)
        if claims.get("aud") != self.address or not headers.get("TTL", "").isdigit():
            return Refusal(_UNAUTHORIZED)
        self.claims.append(claims)
        self.headers.append(headers)
        self.messages.append(message)
        return Refusal(_CREATED)


@contextmanager
def push_service() -> Iterator[PushService]:
    """Serve on this machine."""
    service = PushService()

    class Handler(BaseHTTPRequestHandler):
        """Answers as a push service does."""

        def do_POST(self) -> None:
            """Take it, or refuse it."""
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = service.take(dict(self.headers.items()), body)
            self.send_response(answer.status)
            if answer.retry_after:
                self.send_header("Retry-After", answer.retry_after)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing on the console."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

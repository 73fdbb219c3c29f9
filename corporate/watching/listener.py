"""The listener of one machine (监控端口): metrics and health, on an address of its own that no proxy leads to.

GET /metrics   what Prometheus takes    GET /healthz   the listener lives
GET /readyz    every check, each with what to do about it
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from socketserver import ThreadingMixIn
from typing import Any, cast
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import make_wsgi_app

from corporate.watching import health
from corporate.watching.collector import Watch
from kernel import limits

_JSON = [("Content-Type", "application/json; charset=utf-8"), ("Cache-Control", "no-store")]
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class _Server(ThreadingMixIn, WSGIServer):
    """One slow asker keeps nobody waiting."""

    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    """Logs nothing: it is asked every few seconds."""

    timeout = limits.WATCH_TIMEOUT_S

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def application(watch: Watch, registry: CollectorRegistry) -> Wsgi:
    """What the listener answers."""
    exposed = make_wsgi_app(registry)

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/metrics":
            return cast("Iterable[bytes]", exposed(environ, start_response))
        if path == "/healthz":
            return _said(start_response, "200 OK", {"alive": True})
        if path == "/readyz":
            found = watch.look()
            ready = health.is_ready(found)
            status = "200 OK" if ready else "503 Service Unavailable"
            told = {"ready": ready, "checks": [one.as_json() for one in found]}
            return _said(start_response, status, told)
        return _said(start_response, "404 Not Found", {})

    return answer


@contextlib.contextmanager
def listening(host: str, port: int, app: Wsgi) -> Iterator[int]:
    """Listen until the block ends; the port. Raises OSError when somebody listens there."""
    server = make_server(host, port, app, server_class=_Server, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, name="watch", daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def _said(start_response: Any, status: str, told: dict[str, Any]) -> Iterable[bytes]:
    body = json.dumps(told, ensure_ascii=False).encode()
    start_response(status, [*_JSON, ("Content-Length", str(len(body)))])
    return [body]

"""Times every request of a web process, outside everything else that answers it.

A route is named by its rule, never by its address: an address holds numbers of customers, and has no end.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from typing import Any, Final

from flask import Flask, request

from kernel import courtesy, meters, trace

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Any], Iterable[bytes]]

_MESSAGE: Final = re.compile(r"/b/[^/]+/link/v1(?:/(json)/[a-z_.]+|/(soap))?/?")
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
_PROBES: Final = frozenset({"/health", "/healthz", "/readyz"})
_MATCHED: Final = "yinqi.rule"
"""A list that what answers writes its rule into: the request it sees may be a copy."""


class Watched:
    """Tells how long each request took, and gives it the trace that its lines in the log share."""

    def __init__(self, inner: Wsgi) -> None:
        self._inner = inner

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Serve one request."""
        begun, path = time.perf_counter(), str(environ.get("PATH_INFO", ""))
        desk = path.startswith("/desk/")
        statuses: list[str] = []

        def start(status: str, headers: Any, *more: Any) -> Any:
            statuses.append(status[:1] + "xx")
            return start_response(status, headers, *more)

        environ[_MATCHED] = []
        with trace.traced(trace.new()), courtesy.answering():
            try:
                return self._inner(environ, start)
            finally:
                side, route = _place(environ, path, desk=desk)
                method = str(environ.get("REQUEST_METHOD", ""))
                meters.took(
                    "http", time.perf_counter() - begun, side, route,
                    method if method in _METHODS else "other", statuses[-1] if statuses else "5xx",
                )  # fmt: skip


def name_routes(app: Flask) -> None:
    """Have an application tell by which rule it answers, before anything may refuse."""

    def tell() -> None:
        told = request.environ.get(_MATCHED)
        if told is not None and request.url_rule is not None:
            told.append(request.url_rule.rule)

    app.before_request_funcs.setdefault(None, []).insert(0, tell)


def _place(environ: Environ, path: str, *, desk: bool) -> tuple[str, str]:
    """At which side, and by which rule; what no rule matches is one route."""
    if path in _PROBES:
        return "watch", path
    message = _MESSAGE.fullmatch(path)
    if message is not None and environ.get("REQUEST_METHOD") == "POST":
        return "link", message[1] or message[2] or "xml"
    return "desk" if desk else "web", (environ[_MATCHED] or ["none"])[0]

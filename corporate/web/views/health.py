"""Whether the process lives and can serve, for proxies and whoever watches (健康与就绪).

The public is told well or not well. What is not well, and what to do about it, is for whoever shows the token of
the deployment; the listener of each machine (`yinqi watch`) tells it without one.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from typing import Any, Final, cast

from flask import current_app, jsonify, request
from werkzeug.wrappers import Response

from corporate.watching.health import Finding, is_ready
from corporate.web.routes import Pages
from corporate.web.visit import portal

pages = Pages("health")

EXTENSION: Final = "yinqi.readiness"
Looks = Callable[[], Sequence[Finding]]


@pages.public("/healthz")
def alive() -> Response:
    """The process answers; nothing else is asked."""
    return jsonify({"alive": True})


@pages.public("/readyz")
def ready() -> Response:
    """200 when the process can serve, 503 when it cannot; every check for whoever shows the token."""
    found = cast("Looks", current_app.extensions[EXTENSION])()
    told: dict[str, Any] = {"ready": is_ready(found)}
    if _shows_token():
        told["checks"] = [one.as_json() for one in found]
    answer = jsonify(told)
    answer.status_code = 200 if told["ready"] else 503
    return answer


@pages.public("/health")
def health() -> Response:
    """The same, under the name it had first."""
    return cast("Response", ready())


def _shows_token() -> bool:
    token = portal().settings.watch_token
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(token) and hmac.compare_digest(shown.encode(), token.encode())

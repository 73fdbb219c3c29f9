"""Readiness for whoever watches the process: nothing about banks, people or versions is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast

from flask import current_app, jsonify
from werkzeug.wrappers import Response

from corporate.web.routes import Pages

pages = Pages("health")

EXTENSION: Final = "yinqi.readiness"
Faults = Callable[[], tuple[str, ...]]


@pages.public("/health")
def health() -> Response:
    """200 when the process can serve, 503 with codes when it cannot."""
    faults = cast("Faults", current_app.extensions[EXTENSION])()
    answer = jsonify({"ready": not faults, "faults": list(faults)})
    answer.status_code = 503 if faults else 200
    return answer

"""F6: balance queries per second, SOAP against the same call as JSON; and JSON against a bare Flask route.

Both dialects ask the whole house: web server, signature, nonce, rights, books, signed answer. The bare
route answers the same JSON from memory, unsigned and unasked, behind the same web server: what is left to
win if everything of a bank were taken away.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import Any, Final
from urllib.request import urlopen

from flask import Flask, Response, request

from benchmarks.dialect_client import ask
from benchmarks.direct_link import Bank, running_bank
from benchmarks.link_client import payer_of
from benchmarks.load import together
from benchmarks.server import Server, median_ratio
from corporate import serving

GOAL: Final = 0.7
ROUNDS: Final = 3
CLIENTS: Final = 8
SECONDS: Final = 3
_START_WITHIN_S: Final = 60
_ROUTE: Final = "/b/<bank>/link/v1/json/accounts.balances"
_BARE: Final = {
    "Head": {"Timestamp": "2026-11-23T02:05:00Z", "Trace": "0" * 32, "Code": "0000",
             "Text": {"Zh": "报文已受理", "En": "The message was accepted"}, "Duplicate": False},
    "Body": {"Accounts": [{"AccountNumber": payer_of(1), "Currency": "CNY", "Available": "0.00"}]},
}  # fmt: skip


def measure(server: Server) -> dict[str, dict[str, object]]:
    """Both ratios."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="yinqi-f6-"))
        bank, port = stack.enter_context(running_bank(server, folder)), stack.enter_context(_bare())
        for dialect in ("json", "soap"):
            _ask(bank, dialect, 2)  # connections and statements are warm
        encodings = median_ratio(
            lambda: _ask(bank, "json", SECONDS), lambda: _ask(bank, "soap", SECONDS), ROUNDS
        )
        flask = median_ratio(
            lambda: _ask(bank, "bare", SECONDS, port), lambda: _ask(bank, "json", SECONDS), ROUNDS
        )
    about = f"accounts.balances of one account, granian 2 × 8, {CLIENTS} kept connections, {SECONDS} s a round"
    return {
        "F6": {**encodings, "goal": GOAL, "conditions": f"SOAP 1.1 against JSON: {about}"},
        "F6-flask": {
            **flask,
            "goal": None,
            "conditions": f"JSON against a bare Flask route: {about}",
        },
    }


def bare_app() -> Flask:
    """One route that reads JSON and answers JSON."""
    app = Flask("bare")

    @app.post(_ROUTE)
    def balances(bank: str) -> dict[str, Any]:
        asked = request.get_json()
        return {**_BARE, "Asked": asked["Body"]["AccountNumbers"], "Bank": bank}

    @app.get("/health")
    def health() -> Response:
        return Response("ok")

    return app


def _ask(bank: Bank, dialect: str, seconds: float, port: int = 0) -> float:
    senders = bank.senders[:CLIENTS]
    tasks = [(sender, dialect, port or sender.port, seconds) for sender in senders]
    return together(ask, tasks) / seconds


@contextlib.contextmanager
def _bare() -> Iterator[int]:
    """The bare route behind the same web server, on a port of its own."""
    port = serving.free_port()
    words = (
        "granian", "--interface", "wsgi", "--factory", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "2", "--blocking-threads", "8", "--no-ws", "--log-level", "warning",
        "benchmarks.encodings:bare_app",
    )  # fmt: skip
    process = subprocess.Popen([sys.executable, "-m", *words], stdin=subprocess.DEVNULL)
    try:
        until = time.monotonic() + _START_WITHIN_S
        while time.monotonic() < until:
            with (
                contextlib.suppress(OSError),
                urlopen(f"http://127.0.0.1:{port}/health", timeout=2),
            ):
                break
            time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait()

"""Traces go to a collector where one is named: one tree for a request, labels of the metrics, and never in the way."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from corporate.watching import spans
from corporate.watching.requests import Watched
from corporate.watching.spans import Spans
from kernel import limits, meters, trace
from kernel.tenancy import Scope
from tests.world import HouseWorld

TRACE = "0af7651916cd43dd8448eb211c80319c"


class Collector(BaseHTTPRequestHandler):
    """Takes whatever is sent to it."""

    received: list[tuple[str, dict[str, Any]]]

    def do_POST(self) -> None:
        """Keep it."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.received.append((self.path, json.loads(body)))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def collector() -> Iterator[tuple[str, list[tuple[str, dict[str, Any]]]]]:
    """Its address, and what it received."""
    received: list[tuple[str, dict[str, Any]]] = []
    server = HTTPServer(("127.0.0.1", 0), type("Kept", (Collector,), {"received": received}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", received
    server.shutdown()
    server.server_close()


@pytest.fixture
def traced() -> Iterator[Any]:
    """Traces go to whoever this is given, until the test ends."""
    yield meters.trace_by
    meters.trace_by(None)


def sent(received: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """The spans of all messages."""
    (path, message), *more = received
    assert (path, more) == ("/v1/traces", [])
    (resource,) = message["resourceSpans"]
    assert resource["resource"]["attributes"][0]["value"]["stringValue"] == "yinqi-web"
    found: list[dict[str, Any]] = resource["scopeSpans"][0]["spans"]
    return found


def test_a_request_is_one_tree_with_what_it_asked_of_the_database(
    collector: Any, traced: Any, world: HouseWorld
) -> None:
    url, received = collector
    kept = Spans(url, "web")
    traced(kept)
    seen: list[str] = []

    def answers(_environ: Any, start: Any) -> list[bytes]:
        seen.append(trace.current())
        with world.db.app.begin(Scope(world.tenant_id)) as uow, meters.timed("signature", "verify", "sm2-sm3"):  # fmt: skip
            uow.rows("SELECT 1")
        start("200 OK", [])
        return [b""]

    environ = {"PATH_INFO": "/b/yungang/accounts/1001234509012345678", "REQUEST_METHOD": "GET"}
    Watched(answers)(environ, lambda *_: None)
    kept.flush()
    below, between, root = sent(received)
    assert {one["traceId"] for one in (below, between, root)} == set(seen)
    assert (root["name"], root["kind"], "parentSpanId" in root) == ("http web none", 2, False)
    assert [one["name"] for one in (below, between)] == ["signature verify sm2-sm3", "transaction"]
    assert {one["parentSpanId"] for one in (below, between)} == {root["spanId"]}
    assert int(root["startTimeUnixNano"]) <= int(below["startTimeUnixNano"]) <= int(below["endTimeUnixNano"])  # fmt: skip
    assert {one["key"] for one in root["attributes"]} == {f"yinqi.{name}" for name in ("side", "route", "method", "status")}  # fmt: skip
    assert "1001234509012345678" not in json.dumps(received), "an address names a customer"


def test_a_collector_that_is_away_costs_nothing_but_the_spans(
    traced: Any, caplog: pytest.LogCaptureFixture
) -> None:
    kept = Spans("http://127.0.0.1:9", "worker")
    traced(kept)
    with trace.traced(TRACE):
        for _ in range(limits.SPANS_KEPT + 5):
            meters.took("chore", 0.1, "seal")
    kept.flush()
    kept.flush()
    assert len(caplog.records) == 1, "told once"
    with trace.traced(TRACE):
        meters.took("chore", 0.1, "seal")
    kept.flush()
    assert len(caplog.records) == 1


def test_nothing_is_kept_outside_a_trace_nor_where_no_collector_is_named(
    collector: Any, traced: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, received = collector
    kept = Spans(url, "web")
    traced(kept)
    meters.took("chore", 0.1, "seal")
    kept.flush()
    assert received == []
    traced(None)
    monkeypatch.delenv("YINQI_OTLP_URL", raising=False)
    spans.begin("web")
    assert meters.begun() == 0.0

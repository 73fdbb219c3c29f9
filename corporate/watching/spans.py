"""OpenTelemetry traces (链路追踪), where a collector is named (`YINQI_OTLP_URL`); nowhere else anything of this runs.

What `kernel.meters` tells becomes spans of the trace that the lines of the log share: a request or a chore is the root,
its signatures, transactions and calls of peers lie below. They leave by OTLP over HTTP as JSON (opentelemetry.io/docs/specs/otlp),
from a thread of their own, and are lost rather than waited for. Labels are those of the metrics: nothing of a customer.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.request import Request, urlopen

from corporate import settings as configuration
from corporate.watching.metrics import METERS
from kernel import limits, meters, trace

_LOG: Final = logging.getLogger(__name__)
_TRACE: Final = re.compile(r"[0-9a-f]{32}")
_ROOTS: Final = frozenset({"http", "chore"})
_SERVER, _INTERNAL = 2, 1
_SPAN_DIGITS: Final = 16
_NS: Final = 1_000_000_000
_LABELS: Final = {"peer": ("peer", "method")}
"""Of what is no metric."""


@dataclass(frozen=True, slots=True)
class Span:
    """Something that was done within a trace; instants in nanoseconds."""

    trace: str
    name: str
    labels: tuple[str, ...]
    begun_ns: int
    ended_ns: int

    def as_json(self) -> dict[str, Any]:
        """As a collector takes it."""
        root, is_root = self.trace[:_SPAN_DIGITS], self.name in _ROOTS
        named = METERS[self.name].labels if self.name in METERS else _LABELS.get(self.name, ())
        pairs = list(zip(named, self.labels, strict=False))
        said = {
            "traceId": self.trace,
            "spanId": root if is_root else secrets.token_hex(_SPAN_DIGITS // 2),
            "name": " ".join((self.name, *self.labels[:2])),
            "kind": _SERVER if self.name == "http" else _INTERNAL,
            "startTimeUnixNano": str(self.begun_ns),
            "endTimeUnixNano": str(self.ended_ns),
            "attributes": [_attribute(f"yinqi.{name}", value) for name, value in pairs],
        }
        return said if is_root else said | {"parentSpanId": root}


class Spans:
    """Keeps spans until they are sent; a full house forgets the oldest."""

    def __init__(self, url: str, part: str) -> None:
        """`url` is the collector's, without `/v1/traces`."""
        self._url = f"{url.rstrip('/')}/v1/traces"
        self._part = part
        self._waiting: deque[Span] = deque(maxlen=limits.SPANS_KEPT)
        self._silent = False

    def span(self, name: str, labels: tuple[str, ...], seconds: float) -> None:
        """Something has just ended, and took so long; outside any trace it is nobody's."""
        found = trace.current()
        if _TRACE.fullmatch(found):
            now = time.time_ns()
            self._waiting.append(Span(found, name, labels, now - int(seconds * _NS), now))

    def run(self) -> None:
        """Send what there is, now and then, for as long as the process lives."""
        while True:
            time.sleep(limits.SPANS_REST_S)
            self.flush()

    def flush(self) -> None:
        """Send everything that waits; a collector that is away is told of once."""
        for portion in self._portions():
            body = json.dumps(written(portion, self._part)).encode()
            asked = Request(self._url, body, {"Content-Type": "application/json"})  # noqa: S310 - as configured
            try:
                with urlopen(asked, timeout=limits.SPANS_TIMEOUT_S) as answer:  # noqa: S310 - the same
                    answer.read(limits.SPANS_PORTION)
                self._silent = False
            except (OSError, ValueError) as away:
                if not self._silent:
                    _LOG.warning("no collector of traces: %s", type(away).__name__)
                self._silent = True

    def _portions(self) -> Iterator[list[Span]]:
        while self._waiting:
            count = min(len(self._waiting), limits.SPANS_PORTION)
            yield [self._waiting.popleft() for _ in range(count)]


def written(spans: Sequence[Span], part: str) -> dict[str, Any]:
    """One message of OTLP: spans of one process."""
    resource = {"attributes": [_attribute("service.name", f"yinqi-{part}")]}
    scope = {"scope": {"name": "yinqi"}, "spans": [one.as_json() for one in spans]}
    return {"resourceSpans": [{"resource": resource, "scopeSpans": [scope]}]}


def begin(part: str) -> None:
    """Trace from now on, if a collector is named."""
    url = configuration.read().otlp_url
    if url:
        spans = Spans(url, part)
        meters.trace_by(spans)
        threading.Thread(target=spans.run, name="spans", daemon=True).start()


def _attribute(name: str, value: str) -> dict[str, Any]:
    return {"key": name, "value": {"stringValue": value}}

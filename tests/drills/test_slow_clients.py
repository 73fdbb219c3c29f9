"""Promise 26: a thousand slow clients in front of the shipped proxy, and an honest one is served within a second."""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from time import monotonic, sleep
from typing import Final

import pytest

from corporate import serving
from kernel.assets import ROOT
from tests.drills import machine
from tests.drills.edge import running_edge
from tests.scenarios.bank import Bank

pytestmark = pytest.mark.drill
_SLOW: Final = 1_000
_HONEST: Final = 300
_LATE_S: Final = 1.0
_NEVER_S: Final = 10.0
_PAUSE_S: Final = 0.02  # one address that comes more than a hundred times a second is not served


@contextmanager
def slow_clients(port: int, count: int, kind: str) -> Iterator[int]:
    """So many of them, dripping; how many got in at first."""
    words = [sys.executable, "-m", "tests.drills.slow_clients", str(port), str(count), kind]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as crowd:
        assert crowd.stdout is not None
        try:
            yield int(crowd.stdout.readline())
        finally:
            crowd.kill()


def seconds_to_answer(line: HTTPConnection) -> float:
    """How long a new visitor waits for the log-in page; more than is borne when there is none."""
    began = monotonic()
    try:
        line.request("GET", "/b/yungang/login")
        reply = line.getresponse()
        reply.read()
        assert reply.status == 200
    except (OSError, HTTPException):
        return _NEVER_S
    finally:
        line.close()
    return monotonic() - began


def centile(waits: list[float], per_cent: int) -> float:
    return sorted(waits)[min(len(waits) - 1, len(waits) * per_cent // 100)]


def _said(how: str, waits: list[float]) -> str:
    return (
        f"{len(waits)} honest visits {how}: median {centile(waits, 50):.3f} s, p99"
        f" {centile(waits, 99):.3f} s, longest {max(waits):.3f} s; load {os.getloadavg()[0]:.1f}"
    )


def test_an_honest_client_is_served_beside_a_thousand_slow_ones(
    bank: Bank, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody = serving.free_port()
    with running_edge(tmp_path / "edge", (bank.settings.port, nobody)) as edge:
        trusting = ssl.create_default_context(cafile=str(edge.certificate))

        def visit() -> float:
            sleep(_PAUSE_S)
            return seconds_to_answer(
                HTTPSConnection("localhost", edge.port, timeout=_NEVER_S, context=trusting)
            )

        alone = [visit() for _ in range(_HONEST)]
        with slow_clients(edge.port, _SLOW, "tls") as there:
            waits = [visit() for _ in range(_HONEST)]
    assert there == _SLOW
    machine.tell(capsys, _said("alone", alone), _said(f"beside {there} slow clients", waits))
    assert centile(waits, 99) <= _LATE_S


def test_without_the_proxy_a_hundred_slow_clients_are_enough(bank: Bank) -> None:
    """The control: the same web process, met directly."""
    port = bank.settings.port
    with slow_clients(port, 100, "plain"):
        waits = [seconds_to_answer(HTTPConnection("localhost", port, timeout=3)) for _ in range(5)]
    assert max(waits) > _LATE_S

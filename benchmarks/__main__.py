"""`make bench`: measure every figure against its floor in the same run; print a table, write build/bench.json."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import (
    approval,
    batches,
    bills,
    crypto,
    direct_link,
    documents,
    encodings,
    intake,
    ledger,
    long_message,
    month,
    newcomer,
    night,
    pain001,
    server,
    taps,
    two_banks,
)

Figures = dict[str, dict[str, Any]]
_OUT = Path("build") / "bench.json"


def main(wanted: list[str]) -> None:
    """Measure the named figures, or all of them."""
    figures: Figures = {}
    for name, measure in _measures():
        if not wanted or name in wanted:
            figures |= measure()
    known = json.loads(_OUT.read_text(encoding="utf-8")) if _OUT.exists() and wanted else {}
    for figure in figures.values():
        figure["machine"] = _machine()
    _OUT.parent.mkdir(exist_ok=True)
    _OUT.write_text(json.dumps(known | figures, indent=2, ensure_ascii=False), encoding="utf-8")
    _print(figures)


def _measures() -> Iterator[tuple[str, Callable[[], Figures]]]:
    yield "F5", lambda: {"F5": dict(crypto.measure())}
    yield "F1-ledger", lambda: _on_a_server(ledger.measure)
    yield "F1", lambda: _on_a_server(direct_link.measure)
    yield "F2", lambda: _on_a_server(batches.measure)
    yield "F3", lambda: _on_a_server(pain001.measure)
    yield "F3-http", lambda: _on_a_server(long_message.measure)
    yield "F4", lambda: dict(documents.measure())
    yield "F4-month", lambda: _on_a_server(month.measure)
    yield "F6", lambda: _on_a_server(encodings.measure)
    yield "F12", lambda: _on_a_server(approval.measure)
    yield "bills", lambda: _on_a_server(bills.measure)
    yield "F2-intake", lambda: _on_a_server(intake.measure)
    yield "taps", lambda: _on_a_server(taps.measure)
    yield "night", lambda: _on_a_server(night.measure)
    yield "F8", lambda: _on_a_server(night.measure_pages)
    yield "F9", lambda: _on_a_server(two_banks.measure)
    yield "F11", newcomer.measure


def _on_a_server(measure: Callable[[server.Server], Figures]) -> Figures:
    with server.running() as running:
        return measure(running)


def _machine() -> dict[str, Any]:
    revision = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607 - whichever git there is
        capture_output=True,
        text=True,
        check=False,
    )
    return {
        "cores": os.cpu_count(),
        "load": [round(figure, 1) for figure in os.getloadavg()],
        "python": platform.python_version(),
        "revision": revision.stdout.strip(),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _print(figures: Figures) -> None:
    print(f"{'figure':12}{'ratio':>8}{'goal':>8}  conditions")
    for name, figure in figures.items():
        ratio, goal = figure.get("ratio", ""), figure.get("goal", "")
        print(f"{name:12}{ratio!s:>8}{goal!s:>8}  {figure.get('conditions', '')}")


if __name__ == "__main__":
    main(sys.argv[1:])

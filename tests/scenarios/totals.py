"""The journal of a run of scenarios as a file, and the sentences it adds up to."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from kernel.assets import build_dir


def path_of_run() -> Path:
    """The journal of the last run."""
    return build_dir() / "scenarios.jsonl"


def begin_run() -> None:
    """Forget the last run; once for a run, however many processes test."""
    path_of_run().parent.mkdir(parents=True, exist_ok=True)
    path_of_run().unlink(missing_ok=True)


def totals() -> str:
    """The sentences that are published; with 0 of N, at most 3/N at 95 % confidence."""
    path = path_of_run()
    found: Counter[str] = Counter()
    batches = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        said = json.loads(line)
        if "batch" in said:
            batches.append(said)
            continue
        found["controls" if "control" in said else "trials"] += 1
        found.update(said.get("wrong", ()))
        found.update({name: said.get(name, 0) for name in ("faults", "instructions")})
    table = batch_table(batches)
    if not found:
        return table
    from tests.scenarios.judge import Wrong  # noqa: PLC0415 - loads the whole house

    wrong = ", ".join(f"{found[kind.value]} {kind.value}" for kind in Wrong)
    return (
        f"{wrong} of {found['instructions']} instructions\n"
        f"{found['faults']} faults thrown in {found['trials']} trials,"
        f" {found['controls']} controls caught; each trial in {path.name}"
    ) + (f"\n{table}" if table else "")


_COLUMNS: Final = ("rows", "worker", "web", "database", "places", "paid", "not once", "seconds")


def batch_table(batches: Sequence[dict[str, Any]]) -> str:
    """One line for each batch that was killed: how often, and what became of its rows."""
    if not batches:
        return ""
    head = f"{'batch':22}" + "".join(f"{name:>10}" for name in _COLUMNS) + "  wrong"
    lines = [
        f"{said['batch']:22}"
        + "".join(f"{said.get(name, 0)!s:>10}" for name in _COLUMNS)
        + f"  {'; '.join(said['found']) or 'nothing'}"
        for said in batches
    ]
    return "\n".join((head, *lines))

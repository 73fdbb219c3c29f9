"""The table `make interop` ends with: what was tried against whom, what passed, and what is not installable here."""

from __future__ import annotations

from collections import Counter, defaultdict
from importlib import import_module
from typing import Final

import pytest

ROW: Final = "row"
"""The property under which a test says what its line of the table shows besides."""
_KINDS: Final = ("passed", "failed", "error", "skipped")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table, a line for each file and one for each thing that is not here."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    notes: dict[str, list[str]] = defaultdict(list)
    for kind in _KINDS:
        for report in terminalreporter.stats.get(kind, []):
            file = report.nodeid.partition("::")[0]
            counts[file][kind] += 1
            notes[file] += [str(value) for name, value in report.user_properties if name == ROW]
            if kind == "skipped" and isinstance(report.longrepr, tuple):
                notes[file].append(str(report.longrepr[2]).removeprefix("Skipped: "))
    if not counts:
        return
    terminalreporter.section("interop")
    for file in sorted(counts):
        told = ", ".join(f"{count} {kind}" for kind, count in counts[file].items())
        terminalreporter.write_line(f"{told:28} {_subject(file)}")
        for note in dict.fromkeys(notes[file]):
            terminalreporter.write_line(f"{'':28}   {note}")


def _subject(file: str) -> str:
    """What a file of tests says it is about."""
    name = file.removesuffix(".py").replace("/", ".")
    return (import_module(name).__doc__ or name).partition("\n")[0]

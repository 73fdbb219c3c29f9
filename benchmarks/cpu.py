"""CPU seconds of processes and their children, as the kernel counts them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def spent(pids: Iterable[int]) -> float:
    """CPU seconds of these processes so far, of their own and not of their children."""
    return sum(_own(pid) for pid in pids)


def each(pids: Iterable[int]) -> dict[int, float]:
    """The same for each of them."""
    return {pid: _own(pid) for pid in pids}


def since(before: Mapping[int, float], pids: Iterable[int]) -> float:
    """CPU seconds these processes have spent since: all of one that began meanwhile, nothing of one that ended."""
    return sum(spent - before.get(pid, 0.0) for pid, spent in each(pids).items())


def family(parent: int) -> list[int]:
    """A process and everything below it."""
    children: dict[int, list[int]] = {}
    for pid, above in _parents():
        children.setdefault(above, []).append(pid)
    found, waiting = [], [parent]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def _parents() -> Iterator[tuple[int, int]]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        fields = _fields(path)
        if fields:
            yield int(path.parent.name), int(fields[1])


def _own(pid: int) -> float:
    fields = _fields(Path(f"/proc/{pid}/stat"))
    return (int(fields[11]) + int(fields[12])) / _TICKS if fields else 0.0


def _fields(path: Path) -> list[str]:
    """The fields after the name, which may hold blanks and brackets."""
    try:
        return path.read_text(encoding="utf-8").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []

"""Named places where a test may break the house: kill it, make it fail, or make it wait.

`YINQI_FAILPOINTS="pay.after_commit=kill;clearing.before_send=raise;db.before_commit=delay:50"`. Unset,
a failpoint costs one look at an empty table. A mark in the folder `YINQI_FAILPOINT_MARKS` proves that a
fault was really thrown, and keeps other processes from throwing it again. What is misspelled is refused:
a fault that never comes proves nothing. The production profile refuses to start while any is set.
"""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterable, Iterator
from pathlib import Path


class FailpointReached(RuntimeError):
    """Raised by the action `raise`: a fault at a named place."""


_WRITTEN = re.compile(r"\s*([\w.]+)\s*=\s*(kill|raise|delay:[0-9]+)\s*", re.ASCII)


def _parse(setting: str) -> dict[str, str]:
    found = {}
    for item in filter(str.strip, setting.split(";")):
        written = _WRITTEN.fullmatch(item)
        if written is None:
            message = (
                f"not a failpoint: {item.strip()!r}; write name=kill, name=raise or name=delay:ms"
            )
            raise ValueError(message)
        found[written[1]] = written[2]
    return found


_armed = _parse(os.environ.get("YINQI_FAILPOINTS", ""))
_reached: set[str] = set()


def fp(name: str) -> None:
    """Mark a place; do what the armed action says, once per process for `kill` and `raise`."""
    if not _armed:
        return
    action = _armed.get(name)
    if action is not None:
        _act(name, action)


def fp_within(name: str, data: bytes) -> Iterable[bytes]:
    """Bytes on their way out, with a place in their middle; in one piece while nothing is armed."""
    return _halves(name, data) if _armed else [data]


def _halves(name: str, data: bytes) -> Iterator[bytes]:
    middle = len(data) // 2
    yield data[:middle]
    fp(name)
    yield data[middle:]


def arm(setting: str) -> None:
    """Replace the armed failpoints (tests in one process)."""
    _armed.clear()
    _armed.update(_parse(setting))
    _reached.clear()


def armed() -> bool:
    """Whether any failpoint is set; boot refuses this in production."""
    return bool(_armed)


def _act(name: str, action: str) -> None:
    verb, _, argument = action.partition(":")
    if verb == "delay":
        time.sleep(int(argument) / 1000)
        return
    if name in _reached or not _claim(name):
        return
    _reached.add(name)
    if verb == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    raise FailpointReached(name)


def _claim(name: str) -> bool:
    """Across processes a fault is thrown once: the first to create the mark throws it."""
    folder = os.environ.get("YINQI_FAILPOINT_MARKS")
    if not folder:
        return True
    try:
        Path(folder, name).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True

"""Hands a stranger's file to a child process and takes its rows: whatever the file is, this process goes on.

    for line in lines_of(content): ...

The file travels in memory, never over a disk; the child has only so much memory and time and no way out (`cage`).
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from typing import Final

from kernel.assets import ROOT, build_dir
from kernel.errors import Faulty
from kernel.intake import frames
from kernel.intake.kinds import WORKBOOK, kind_of
from kernel.intake.lines import Line
from kernel.intake.rules import FileRule
from kernel.limits import (
    INTAKE_AT_ONCE,
    INTAKE_BYTES_MAX,
    INTAKE_SECONDS,
    INTAKE_UNPACKED_BYTES_MAX,
    INTAKE_WAIT_S,
)

_MIB: Final = 1 << 20
_PLACES: Final = threading.BoundedSemaphore(INTAKE_AT_ONCE)
_TOLD_BYTES_MAX: Final = INTAKE_UNPACKED_BYTES_MAX
Usage = Callable[[resource.struct_rusage], None]


def lines_of(content: bytes, used: Usage | None = None) -> Generator[Line, None, None]:
    """The rows of a file that hold anything, in its order. `used` is told what the child took.

    Raises Faulty at the first row, or behind the last one that could be read: nothing may be acted upon before the
    end. A caller that stops early closes the iterator, which ends the child.
    """
    if len(content) > INTAKE_BYTES_MAX:
        raise FileRule.TOO_LARGE.refusal(max=INTAKE_BYTES_MAX // _MIB)
    kind = kind_of(content)
    if not _PLACES.acquire(timeout=INTAKE_WAIT_S):
        raise FileRule.BUSY.refusal()
    try:
        yield from _told(content, kind, used)
    finally:
        _PLACES.release()


def _told(content: bytes, kind: str, used: Usage | None) -> Iterator[Line]:
    child = _start(content, kind)
    alarm = threading.Timer(INTAKE_SECONDS, os.kill, (child.pid, signal.SIGKILL))
    alarm.start()
    fault: Exception | None = None
    try:
        if child.stdout is not None:
            yield from frames.read(_bounded(child.stdout))
    except (frames.Garbled, ValueError, TypeError) as garbled:
        fault = garbled
        if isinstance(
            garbled, frames.CutOff
        ):  # it is going by itself, or the alarm ends it; how is its own to say
            os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    finally:
        alarm.cancel()
        status = _end(child, used)
    if fault is not None:
        raise _ended(status if isinstance(fault, frames.CutOff) else 0, kind) from fault


def _start(content: bytes, kind: str) -> subprocess.Popen[bytes]:
    """A child with the file at its standard input; of our environment it gets nothing but where things lie."""
    memory = os.memfd_create("intake")
    try:
        with open(memory, "wb", closefd=False) as file:
            file.write(content)
        os.lseek(memory, 0, os.SEEK_SET)
        return subprocess.Popen(
            [sys.executable, "-s", "-m", "kernel.intake.child", kind],
            stdin=memory,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={"YINQI_BUILD": str(build_dir().absolute()), "MALLOC_ARENA_MAX": "1"},
        )
    finally:
        os.close(memory)


def _bounded(out: Iterator[bytes]) -> Iterator[bytes]:
    """What the child says, as long as that is no flood."""
    told = 0
    for raw in out:
        told += len(raw)
        if told > _TOLD_BYTES_MAX:
            raise frames.Garbled
        yield raw


def _end(child: subprocess.Popen[bytes], used: Usage | None) -> int:
    """Make sure it is gone; say what it took and how it ended."""
    if child.stdout is not None:
        child.stdout.close()
    os.kill(child.pid, signal.SIGKILL)  # nobody else waits for it, so its number is still its own
    _pid, status, taken = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if used is not None:
        used(taken)
    return child.returncode


def _ended(status: int, kind: str) -> Faulty:
    """What stopped a child before its last word: its memory, its time, or the file itself.

    One that talked nonsense was ended by us, so that its status says nothing: 0 stands for that.
    """
    if status == -signal.SIGABRT and kind == WORKBOOK:
        return FileRule.BOMB.refusal(max=INTAKE_UNPACKED_BYTES_MAX // _MIB)
    if status < 0:
        return FileRule.TOO_HEAVY.refusal()
    return FileRule.BROKEN.refusal()

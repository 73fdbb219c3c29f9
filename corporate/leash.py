"""The leash (牵引): a small process between us and a program of the bank, so that nothing outlives us.

A web server has processes of its own; when it fails while it starts, or is killed, they stay behind and
keep the port. This one puts the program into a group, waits for it and for whoever asked for it, and
when either ends has the whole group end: asked first, then, after a while, killed.

Run as a program, without any package: `leash.py <parent pid> <seconds of patience> <program> <args…>`.
"""

import contextlib
import ctypes
import os
import select
import signal
import sys
import time
from types import FrameType

_PR_SET_PDEATHSIG = 1
_LOOK_MS = 200


class Leash:
    """One program and the patience one has with it."""

    def __init__(self, patience_s: float, command: list[str]) -> None:
        self._patience_s = patience_s
        self._until = float("inf")
        self._program = _start(command)

    def end(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Ask the program to finish what it has begun."""
        self._until = min(self._until, time.monotonic() + self._patience_s)
        os.kill(self._program, signal.SIGTERM)

    def wait(self, parent_end: int) -> int:
        """Wait for the program, and end it when the parent has ended; return its exit status."""
        poll = select.poll()
        program_end = os.pidfd_open(self._program)
        poll.register(program_end, select.POLLIN)
        poll.register(parent_end, select.POLLIN)
        while True:
            ended = {descriptor for descriptor, _ in poll.poll(_LOOK_MS)}
            if program_end in ended:
                break
            if parent_end in ended:
                poll.unregister(parent_end)
                self.end()
            if time.monotonic() > self._until:
                self._kill_group()
        self._kill_group()  # what it started itself and left behind
        _, status = os.waitpid(self._program, 0)
        return os.waitstatus_to_exitcode(status) & 0xFF

    def _kill_group(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._program, signal.SIGKILL)


def main(words: list[str]) -> int:
    """Hold one program until it ends; return its exit status."""
    parent, patience_s, command = int(words[0]), float(words[1]), words[2:]
    parent_end = os.pidfd_open(parent)
    if os.getppid() != parent:
        return 1  # it died before we could watch it
    leash = Leash(patience_s, command)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, leash.end)
    return leash.wait(parent_end)


def _start(command: list[str]) -> int:
    leash = os.getpid()
    libc = ctypes.CDLL(None, use_errno=True)
    program = os.fork()
    if program == 0:
        os.setpgid(0, 0)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() == leash:
            os.execv(command[0], command)  # noqa: S606 - our own words, no shell
        os._exit(1)
    with contextlib.suppress(PermissionError, ProcessLookupError):
        os.setpgid(program, program)  # parent and child both do, whoever is first
    return program


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

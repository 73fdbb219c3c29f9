"""The guard: a small process between us and the server, so that neither outlives the other.

It drops root, starts the server and waits. When the process that asked for the server dies, however it
dies, the guard has the server shut down in good order; when the guard itself is killed, the kernel sends
the server the same signal. A process of its own is needed because the kernel's parent-death signal
follows the starting thread, not the process, and is lost when the user changes.

Run as a program, without any package: `guard.py <parent pid> <uid or -> <gid or -> <program> <args…>`.
"""

import ctypes
import os
import select
import signal
import sys
from types import FrameType

_PR_SET_PDEATHSIG = 1
_NOBODY = "-"


def main(words: list[str]) -> int:
    """Guard one server until it ends; return its exit status."""
    parent, uid, gid, command = int(words[0]), words[1], words[2], words[3:]
    parent_end = os.pidfd_open(parent)
    if os.getppid() != parent:
        return 1  # it died before we could watch it
    if uid != _NOBODY:
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    server = _start(command)

    def pass_on(_number: int, _frame: FrameType | None) -> None:
        os.kill(server, signal.SIGINT)  # a fast shutdown: roll back, checkpoint, end

    signal.signal(signal.SIGTERM, pass_on)
    signal.signal(signal.SIGINT, pass_on)
    _wait_for_either(parent_end, os.pidfd_open(server), server)
    _, status = os.waitpid(server, 0)
    return os.waitstatus_to_exitcode(status) & 0xFF


def _start(command: list[str]) -> int:
    guard = os.getpid()
    libc = ctypes.CDLL(None, use_errno=True)
    server = os.fork()
    if server == 0:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() == guard:
            os.execv(command[0], command)  # noqa: S606 - our own words, no shell
        os._exit(1)
    return server


def _wait_for_either(parent_end: int, server_end: int, server: int) -> None:
    """Return when the server has ended; ask it to end when the parent has."""
    poll = select.poll()
    poll.register(parent_end, select.POLLIN)
    poll.register(server_end, select.POLLIN)
    while True:
        ended = {descriptor for descriptor, _ in poll.poll()}
        if server_end in ended:
            return
        if parent_end in ended:
            poll.unregister(parent_end)
            os.kill(server, signal.SIGINT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Shuts a process in before it looks at a stranger's file: so much memory and time, no file, no network, no child.

A process without a free descriptor can open nothing: neither a file nor a socket.
"""

from __future__ import annotations

import resource


def shut_in(*, memory_bytes: int, cpu_s: int) -> None:
    """Take from this process, for good, what reading one file does not need."""
    for what, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(what, (most, most))

"""Which request, message or job is being worked on (跟踪号): said by whoever begins it, read by whoever logs.

A trace names work, never a person; it travels with the thread that does the work.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from contextvars import ContextVar

_TRACE: ContextVar[str] = ContextVar("yinqi_trace", default="")


@contextlib.contextmanager
def traced(trace: str) -> Iterator[None]:
    """Everything done inside belongs to this trace."""
    before = _TRACE.set(trace)
    try:
        yield
    finally:
        _TRACE.reset(before)


def new() -> str:
    """A trace for work that nobody named; of no use but to find lines that belong together."""
    return secrets.token_hex(16)


def current() -> str:
    """The trace of what is being done now; empty where nobody gave one."""
    return _TRACE.get()

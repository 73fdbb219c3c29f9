"""Connections kept for the next transaction: as many as threads that may ask at once, the warmest first.

A plain pool of ours, because it stands on the path of every request: what a general one offers beyond
taking and giving back costs more than the transaction's own opening.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import psycopg

from kernel import meters
from kernel.statements import Statements

Connect = Callable[[], psycopg.Connection[Any]]


class Exhausted(Exception):
    """Every connection is in use, and none came back in time."""


class Pool:
    """Up to `size` connections with their prepared statements. One object for all threads."""

    def __init__(self, connect: Connect, size: int) -> None:
        self._connect = connect
        self._places = threading.BoundedSemaphore(size)
        self._free: list[Statements] = []  # append and pop are atomic
        self._fit: set[Statements] = set()

    def take(self, timeout: float) -> Statements:
        """A connection of one's own. Raises Exhausted, and psycopg's errors while connecting."""
        if not self._places.acquire(timeout=timeout):
            meters.count("pool_exhausted")
            raise Exhausted
        meters.change("pool", 1)
        try:
            return self._free.pop()
        except IndexError:
            pass  # then another one
        try:
            made = Statements(self._connect())
        except BaseException:
            self._release()
            raise
        self._fit.add(made)
        return made

    def give(self, statements: Statements, *, fit: bool) -> None:
        """Give it back; one that is not fit for another transaction, or was disposed of, is closed."""
        if fit and statements in self._fit:
            self._free.append(statements)
        else:
            self._fit.discard(statements)
            statements.connection.close()
        self._release()

    def _release(self) -> None:
        self._places.release()
        meters.change("pool", -1)

    def dispose(self) -> None:
        """Close every connection: those in use when they come back."""
        self._fit.clear()
        while self._free:
            self._free.pop().connection.close()

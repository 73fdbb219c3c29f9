"""Answers of one transaction that are good for whoever asks the same again: for a page of many parts.

Only where somebody says so, and until anything is written: a transaction that changes something asks anew each
time. Who asks reads the answer for himself, so that nobody sees what another made of it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Final

from kernel.statements import Result, Statement

_QUESTIONS: Final = ("SELECT", "WITH")
_MOST: Final = 64


class Answers:
    """What was asked in one transaction, with what was answered; nothing unless it is kept."""

    def __init__(self) -> None:
        self._kept: list[tuple[Statement, Result]] | None = None

    def begin(self) -> None:
        """Keep answers from now on."""
        self._kept = []

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Keep answers for a part of the transaction that only reads."""
        self.begin()
        try:
            yield
        finally:
            self._kept = None

    def find(self, statement: Statement) -> Result | None:
        """The answer there is to this very question."""
        if not self._kept:
            return None
        return next((found for asked, found in self._kept if asked == statement), None)

    def keep(self, statement: Statement, found: Result) -> None:
        """Keep an answer, if answers are kept and there are not too many to look through."""
        if self._kept is None or len(self._kept) >= _MOST:
            return
        if statement[0].lstrip().startswith(_QUESTIONS):
            self._kept.append((statement, found))

    def forget(self) -> None:
        """Something is written, or the scope is another: every answer may be."""
        if self._kept:
            self._kept.clear()

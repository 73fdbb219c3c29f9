"""Questions sent before they are asked, so that several of them cost one trip.

Whoever knows what a piece of work is going to read notes it; everything noted travels with the next
message, and who then asks the same thing finds the answer here. It is a guess about questions, never
about answers: a wrong one costs a read, and an answer counts only until anything else is sent.
"""

from __future__ import annotations

from collections.abc import Sequence

from kernel.statements import Params, Result, Statement, compiled

Key = tuple[object, ...]


class Noted(Exception):
    """What a rehearsed piece of work would have read first."""

    def __init__(self, statement: Statement) -> None:
        super().__init__(statement)
        self.statement = statement


class Ahead:
    """What one transaction has asked, or is going to ask, before its time."""

    def __init__(self) -> None:
        self._asked: dict[Key, Statement] = {}
        self._answers: dict[Key, Result] = {}

    def note(self, statement: Statement) -> None:
        """Ask it with the next message."""
        self._asked[_key(*statement)] = statement

    def wants(self, sql: str, params: Params) -> list[Statement]:
        """Everything noted, if this is among it: the message to send now."""
        if self._asked and _key(sql, params) in self._asked:
            return list(self._asked.values())
        return []

    def keep(self, results: Sequence[Result]) -> None:
        """The answers to everything noted, in its order."""
        self._answers = dict(zip(self._asked, results, strict=True))
        self._asked = {}

    def take(self, sql: str, params: Params) -> Result | None:
        """The answer to this question, once."""
        return self._answers.pop(_key(sql, params), None) if self._answers else None

    def forget(self) -> None:
        """Something else is sent, which may change every answer."""
        self._asked.clear()
        self._answers.clear()


def _key(sql: str, params: Params) -> Key:
    return (sql, *compiled(sql).values(params))

"""Questions sent before they are asked, so that several of them cost one trip.

Whoever knows what a piece of work is going to read notes it; everything noted travels with the next
message, and who then asks the same thing finds the answer here. It is a guess about questions, never
about answers: a wrong one costs a read, and an answer counts only until anything else is sent.
"""

from __future__ import annotations

from collections.abc import Sequence

from kernel.statements import Result, Statement


class Noted(Exception):
    """What a rehearsed piece of work would have read first."""

    def __init__(self, statement: Statement) -> None:
        super().__init__(statement)
        self.statement = statement


class Ahead:
    """What one transaction has asked, or is going to ask, before its time."""

    def __init__(self) -> None:
        self._asked: list[Statement] = []
        self._answers: list[tuple[Statement, Result]] = []

    def note(self, statement: Statement) -> None:
        """Ask it with the next message."""
        self._asked.append(statement)

    def wants(self, statement: Statement) -> Sequence[Statement]:
        """Everything noted, if this is among it: the message to send now."""
        return self._asked if any(_same(one, statement) for one in self._asked) else ()

    def keep(self, results: Sequence[Result]) -> None:
        """The answers to everything noted, in its order."""
        self._answers = list(zip(self._asked, results, strict=True))
        self._asked = []

    def take(self, statement: Statement) -> Result | None:
        """The answer to this question, once."""
        for place, (asked, result) in enumerate(self._answers):
            if _same(asked, statement):
                del self._answers[place]
                return result
        return None

    def forget(self) -> None:
        """Something else is sent, which may change every answer."""
        self._asked, self._answers = [], []


def _same(one: Statement, other: Statement) -> bool:
    return one[0] == other[0] and one[1] == other[1]

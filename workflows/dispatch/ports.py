"""What the engine needs from above: products that react, and somebody who runs transactions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from uuid import UUID

from connectors.ports import ClearingAnswer
from kernel.context import Context
from kernel.statements import Row

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rails:
    """Which rails an engine serves: those named alone, or all but those."""

    named: tuple[str, ...] = ()
    only: bool = False


class Safe(Protocol):
    """Keeps what a submission says when not everybody who reads tables may read it."""

    def seal(self, ctx: Context, submission_id: UUID, payload: Mapping[str, Any]) -> bytes:
        """What is kept of it: bound to this submission and its bank."""
        ...

    def open(self, ctx: Context, submission_id: UUID, kept: bytes) -> dict[str, Any]:
        """The same again, at the moment it is sent."""
        ...

    def mark(self, ctx: Context, submission_id: UUID, text: str) -> str:
        """A keyed mark by which an amount is compared without being kept."""
        ...


class DispatchHandler(Protocol):
    """A product's reactions, each in the transaction that moves the submission."""

    def lock(self, ctx: Context, subject_id: UUID) -> Row:
        """Lock the subject: first in the lock order."""
        ...

    def accepted(self, ctx: Context, subject: Row, answer: ClearingAnswer) -> None:
        """Clearing has it; nothing is final."""
        ...

    def settled(self, ctx: Context, subject: Row, answer: ClearingAnswer) -> None:
        """The money is across."""
        ...

    def refused(self, ctx: Context, subject: Row, answer: ClearingAnswer) -> None:
        """A definite no."""
        ...

    def lost(self, ctx: Context, subject: Row, answer: ClearingAnswer) -> None:
        """The outcome is unknown; may be said more than once."""
        ...

    def returned(self, ctx: Context, subject: Row, answer: ClearingAnswer) -> None:
        """The money was across and came back (退汇)."""
        ...


class Runner(Protocol):
    """Runs work in a transaction of its own for one bank, as the system."""

    def __call__(self, work: Callable[[Context], T], /) -> T:
        """Begin, work, commit; again when others' locks stood in the way."""
        ...

"""What can be changed under agreement: one `Kind` per sort of thing, registered by the composition root.

The engine moves contents it does not understand: plain JSON without floats, before and after. A kind
says what a content means, in lines people sign, and puts it in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from kernel.context import Context
from kernel.text import Text

Content = Mapping[str, Any]
"""The state of one thing, as its kind writes it; the empty mapping is a thing that is not there."""


@dataclass(frozen=True, slots=True)
class Line:
    """One difference, for people: of what, what it was (empty if new), what it becomes (empty if gone)."""

    label: Text
    was: Text
    becomes: Text


@dataclass(frozen=True, slots=True)
class Change:
    """One thing from what it is to what it shall be; `target` is its key within the kind."""

    target: str
    before: Content
    after: Content


class Kind(Protocol):
    """One sort of thing that administrators change."""

    code: str
    """Its name, for ever: `users`, `policies`, …"""
    operation: str
    """The catalogue entry of the change: its right and its approval policy."""

    def present(self, ctx: Context, target: str) -> Content:
        """What the thing is now; empty when there is none. Raises NotFound for a key that cannot be."""
        ...

    def checked(self, ctx: Context, change: Change) -> Content:
        """`change.after` in its one spelling; raises Faulty (all faults) or Conflict."""
        ...

    def title(self, ctx: Context, change: Change) -> Text:
        """The change in a few words, for lists and notices."""
        ...

    def lines(self, ctx: Context, change: Change) -> tuple[Line, ...]:
        """Every difference; none when nothing changes. The signed text is made of them alone."""
        ...

    def concerned(self, ctx: Context, change: Change) -> frozenset[UUID]:
        """Persons whose own standing it touches: they neither propose nor confirm it."""
        ...

    def apply(self, ctx: Context, change: Change) -> None:
        """Put it in force, in this transaction; raises Conflict or Invalid, and then nothing stays."""
        ...

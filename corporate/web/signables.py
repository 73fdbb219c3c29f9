"""What may wait for a signature: a port between the approval desk and each sort of subject.

The desk lists, shows and decides; what a thing is and what must be seen of it is told by the one who
knows that sort. A further sort is one more class in `subjects.py`, and nothing else changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from corporate.web import parts as p
from corporate.web.desk import Desk
from kernel.text import Text
from workflows.approval.commands import InboxLine


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits, as a list shows it; `digest` is what signing it would sign.

    `account` is the payee's, where there is one payee.
    """

    row: p.QueueRow
    until: datetime
    digest: str
    account: str = ""


@dataclass(frozen=True, slots=True)
class Signable:
    """One thing with everything to be seen before signing; `refusal` says why its reader may not."""

    slip: p.Slip | p.ChangeSlip
    notes: tuple[p.Note, ...]
    refusal: Text | None


class Subject(Protocol):
    """One sort of thing that is signed."""

    types: frozenset[str]
    """The approval engine's names of it."""
    counter: str
    """The operation that tells what an approval is about; without it nothing of the sort is shown."""
    reads: tuple[str, ...]
    """Every operation it asks; the desk's routes declare them."""

    def items(self, desk: Desk, lines: Sequence[InboxLine]) -> list[Item]:
        """Lines of the inbox that are of this sort."""
        ...

    def knows(self, desk: Desk, approval_id: str) -> bool:
        """Whether an approval is about one of these, and this person's business."""
        ...

    def signable(self, desk: Desk, approval_id: str) -> Signable:
        """What is to be signed; NotFound for whom it does not concern."""
        ...

    def outcome(self, desk: Desk, approval_id: str) -> p.Note | None:
        """What became of one somebody has just decided on; None if it is not of this sort."""
        ...

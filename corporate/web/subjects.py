"""Every sort of thing the approval desk shows, and which of them an approval is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from corporate.web import parts as p
from corporate.web.batch_items import BatchItems
from corporate.web.bill_items import BillItems
from corporate.web.change_items import ChangeItems
from corporate.web.desk import Desk
from corporate.web.payment_items import PaymentItems
from corporate.web.signables import Item, Signable, Subject
from corporate.web.standing_items import StandingItems
from kernel.errors import NotFound
from kernel.text import Text
from workflows.approval.commands import InboxLine

SUBJECTS: Final[tuple[Subject, ...]] = (
    StandingItems(),
    PaymentItems(),
    BatchItems(),
    ChangeItems(),
    BillItems(),
)
CARDS: Final = ("approvals.inbox", *(subject.counter for subject in SUBJECTS))
"""What a page declares that lists what waits."""
READS: Final = ("approvals.inbox", *(code for subject in SUBJECTS for code in subject.reads))
"""What a page declares that shows what is to be signed."""
_WHAT: Final = Text("该审批", "The approval")


def items_of(desk: Desk, lines: Sequence[InboxLine]) -> list[Item]:
    """What waits, each told by the one who knows its sort; only what this person may be shown."""
    found: list[Item] = []
    for subject in _offered(desk):
        mine = [line for line in lines if line.subject_type in subject.types]
        if mine:
            found += subject.items(desk, mine)
    return found


def signable_of(desk: Desk, approval_id: str, sort: str = "") -> Signable:
    """What an approval asks to be signed; NotFound for whom it does not concern.

    `sort` is the engine's name of its subject, where the list has told it already.
    """
    for subject in _offered(desk):
        if sort in subject.types or (not sort and subject.knows(desk, approval_id)):
            return subject.signable(desk, approval_id)
    raise NotFound(_WHAT)


def outcome_of(desk: Desk, approval_id: str) -> p.Note | None:
    """What became of an approval that was just decided on."""
    notes = (subject.outcome(desk, approval_id) for subject in _offered(desk))
    return next((note for note in notes if note is not None), None)


def _offered(desk: Desk) -> list[Subject]:
    return [subject for subject in SUBJECTS if desk.offers(subject.counter)]

"""What waits for somebody's signature, as a list: the nearest deadline first, flags as tags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.slips import worth
from corporate.web.subjects import items_of
from kernel.money import total
from kernel.text import Text
from workflows.approval.commands import InboxAnswer, ListInbox


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits: rows to show, how many in all, the digest and the sort of each."""

    rows: tuple[p.QueueRow, ...]
    count: int
    digests: dict[str, str]
    sorts: dict[str, str]

    def after(self, approval_id: str) -> str:
        """The item to go on with once this one is done; empty when it is the last."""
        ids = [row.id for row in self.rows]
        if approval_id not in ids:
            return ids[0] if ids else ""
        at = ids.index(approval_id)
        rest = ids[at + 1 :] + ids[:at]
        return rest[0] if rest else ""

    def place(self, approval_id: str) -> p.Place | None:
        """Which of how many an item is."""
        ids = [row.id for row in self.rows]
        return p.Place(ids.index(approval_id) + 1, len(ids)) if approval_id in ids else None


def queue_of(desk: Desk) -> Queue:
    """What waits for this person; the route must have declared `subjects.CARDS`."""
    inbox: InboxAnswer = desk.read("approvals.inbox", ListInbox())
    desk.waiting = inbox.waiting
    items = sorted(items_of(desk, inbox.items), key=lambda item: item.until)
    return Queue(
        rows=tuple(item.row for item in items),
        count=inbox.waiting,
        digests={item.row.id: item.digest for item in items if item.digest},
        sorts={line.approval_id: line.subject_type for line in inbox.items},
    )


def sums(rows: Sequence[p.QueueRow]) -> tuple[p.Fact, ...]:
    """How many, and how much in each currency."""
    amounts = [row.amount for row in rows if row.amount is not None]
    currencies = sorted({amount.currency for amount in amounts})
    totals = (total([a for a in amounts if a.currency == c], c) for c in currencies)
    return (
        p.Fact(Text("笔数", "Items"), str(len(rows))),
        *(p.Fact(amount.currency, worth(amount)) for amount in totals),
    )

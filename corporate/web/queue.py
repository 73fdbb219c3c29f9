"""What waits for somebody's signature, as a list: the nearest deadline first, flags as tags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.signables import Item
from corporate.web.subjects import items_of
from workflows.approval.commands import InboxAnswer, ListInbox


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits: rows to show, how many in all, and each with its digest and its sort."""

    rows: tuple[p.QueueRow, ...]
    count: int
    items: Mapping[str, Item]
    sorts: Mapping[str, str]

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
        items={item.row.id: item for item in items},
        sorts={line.approval_id: line.subject_type for line in inbox.items},
    )

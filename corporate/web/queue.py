"""What waits for somebody's signature, as a list: the nearest deadline first, flags as tags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for

from corporate.web import channels, flags
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.slips import worth
from kernel.money import Money, total
from kernel.text import Text
from workflows.approval.commands import InboxAnswer, InboxLine, ListInbox
from workflows.payments.page_commands import ApprovalCard, ApprovalCards, DescribeApprovals

_LATER = timedelta(days=1)
_MORE = Text("{payee}等 {count} 笔", "{payee} and others, {count} payments")
_SOON = p.Tag(Text("临近截止", "Closing soon"), "stop")


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits: rows to show, how many in all, and the digest of each."""

    rows: tuple[p.QueueRow, ...]
    count: int
    digests: dict[str, str]

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
    """What waits for this person; the route must have declared both operations."""
    inbox: InboxAnswer = desk.read("approvals.inbox", ListInbox())
    desk.waiting = inbox.waiting
    cards = cards_of(desk, [line.approval_id for line in inbox.items])
    now = desk.portal.world.clock.now()
    rows = [_row(desk, line, cards.get(line.approval_id), now) for line in inbox.items]
    rows.sort(key=lambda found: found[0])
    return Queue(
        rows=tuple(row for _, row in rows),
        count=inbox.waiting,
        digests={card.approval_id: card.digest for card in cards.values()},
    )


def cards_of(desk: Desk, ids: Sequence[str]) -> dict[str, ApprovalCard]:
    """What these approvals are about."""
    if not ids:
        return {}
    found: ApprovalCards = desk.read("payments.cards", DescribeApprovals(approval_ids=tuple(ids)))
    return {card.approval_id: card for card in found.cards}


def card_amount(card: ApprovalCard) -> Money:
    """What it is worth."""
    return Money(card.amount_minor, card.currency)


def sums(rows: Sequence[p.QueueRow]) -> tuple[p.Fact, ...]:
    """How many, and how much in each currency."""
    currencies = sorted({row.amount.currency for row in rows})
    totals = (total([r.amount for r in rows if r.amount.currency == c], c) for c in currencies)
    return (
        p.Fact(Text("笔数", "Items"), str(len(rows))),
        *(p.Fact(amount.currency, worth(amount)) for amount in totals),
    )


def _row(
    desk: Desk, line: InboxLine, card: ApprovalCard | None, now: datetime
) -> tuple[datetime, p.QueueRow]:
    href = url_for("approvals.one", approval_id=line.approval_id, phone=True)
    if card is None:
        amount = Money(line.amount_minor or 0, line.currency or "CNY")
        due = f"{line.expires_at:%m-%d}"
        row = p.QueueRow(line.approval_id, line.title, "", amount, due, href, flagged=True)
        return line.expires_at, row
    until = channels.deadline(desk.bank, card.rail, card.value_on, now)
    tags = tuple(flags.tag_of(found) for found in card.flags)
    if card.payments > 1 and card.flagged:
        tags = (flags.batch_tag(card.flagged),)
    row = p.QueueRow(
        id=line.approval_id,
        title=_title(card),
        detail=card.purpose or "—",
        amount=card_amount(card),
        due=until.text,
        href=href,
        tags=(*tags, _SOON) if until.soon else tags,
        flagged=bool(card.flagged),
    )
    return until.at or now + _LATER, row


def _title(card: ApprovalCard) -> str:
    if card.payments == 1:
        return card.payee_name
    return _MORE.fill(payee=card.payee_name, count=card.payments).zh

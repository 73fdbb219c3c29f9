"""Payments and batches as they wait for a signature."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from flask import url_for

from corporate.web import channels, flags, slips
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.outcomes import outcome_note
from corporate.web.signables import Item, Signable
from kernel.money import Money
from kernel.text import Text
from workflows.approval.commands import InboxLine
from workflows.payments.page_answers import ShownSigning
from workflows.payments.page_commands import (
    ApprovalCard,
    ApprovalCards,
    DescribeApprovals,
    SeeSigning,
)

_LATER: Final = timedelta(days=1)
_MORE: Final = Text("{payee}等 {count} 笔", "{payee} and others, {count} payments")
_SOON: Final = p.Tag(Text("临近截止", "Closing soon"), "stop")


class PaymentItems:
    """One payment, or a batch as a whole."""

    types: frozenset[str] = frozenset({"payment", "payment_group"})
    counter: str = "payments.cards"
    reads: tuple[str, ...] = ("payments.cards", "payments.signing")

    def items(self, desk: Desk, lines: Sequence[InboxLine]) -> list[Item]:
        """The nearest cut-off decides when something is due, not the round's own end."""
        cards = _cards(desk, [line.approval_id for line in lines])
        now = desk.portal.world.clock.now()
        return [_item(desk, line, cards.get(line.approval_id), now) for line in lines]

    def knows(self, desk: Desk, approval_id: str) -> bool:
        """Whether it is a payment of this enterprise."""
        return approval_id in _cards(desk, [approval_id])

    def signable(self, desk: Desk, approval_id: str) -> Signable:
        """Amount, payee, flags, documents."""
        seen: ShownSigning = desk.read("payments.signing", SeeSigning(approval_id=approval_id))
        now = desk.portal.world.clock.now()
        slip = slips.to_sign(seen, desk.bank, now)
        return Signable(slip, slips.sign_notes(seen, now), seen.round.refusal)

    def outcome(self, desk: Desk, approval_id: str) -> p.Note | None:
        """Told by the row as it is now."""
        card = _cards(desk, [approval_id]).get(approval_id)
        return outcome_note(card) if card else None


def _cards(desk: Desk, ids: Sequence[str]) -> dict[str, ApprovalCard]:
    found: ApprovalCards = desk.read("payments.cards", DescribeApprovals(approval_ids=tuple(ids)))
    return {card.approval_id: card for card in found.cards}


def _item(desk: Desk, line: InboxLine, card: ApprovalCard | None, now: datetime) -> Item:
    href = url_for("approvals.one", approval_id=line.approval_id, phone=True)
    if card is None:
        amount = Money(line.amount_minor or 0, line.currency or "CNY")
        due = f"{line.expires_at:%m-%d}"
        row = p.QueueRow(line.approval_id, line.title, "", amount, due, href, flagged=True)
        return Item(row, line.expires_at, "")
    until = channels.deadline(desk.bank, card.rail, card.value_on, now)
    tags = tuple(flags.tag_of(found) for found in card.flags)
    if card.payments > 1 and card.flagged:
        tags = (flags.batch_tag(card.flagged),)
    row = p.QueueRow(
        id=line.approval_id,
        title=_title(card),
        detail=card.purpose or "—",
        amount=Money(card.amount_minor, card.currency),
        due=until.text,
        href=href,
        tags=(*tags, _SOON) if until.soon else tags,
        flagged=bool(card.flagged),
    )
    return Item(row, until.at or now + _LATER, card.digest, card.payee_account)


def _title(card: ApprovalCard) -> str:
    if card.payments == 1:
        return card.payee_name
    return _MORE.fill(payee=card.payee_name, count=card.payments).zh

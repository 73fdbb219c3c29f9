"""Batches as they wait for a signature: each is opened and looked at, with its total, counts and largest rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from flask import url_for

from corporate.web import batch_slips, outcomes, payroll_slips
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.formats import local
from corporate.web.signables import Item, Signable
from corporate.web.slips import worth
from kernel.money import Money
from kernel.text import Text
from workflows.approval.commands import InboxLine
from workflows.batches.page_answers import ShownBatchSigning
from workflows.batches.page_commands import BatchCard, BatchCards, DescribeBatches, SeeBatchSigning

_SOON: Final = timedelta(days=1)
_CLOSING: Final = p.Tag(Text("临近截止", "Closing soon"), "stop")
_BATCH: Final = p.Tag(Text("批量", "Batch"), "brand")
_WARNED: Final = Text("{count} 笔有提示", "{count} to be looked at")
_UNTIL: Final = Text("{day} 前", "by {day}")
_DETAIL: Final = Text("{count} 笔 · 付款日 {day}", "{count} payments, on {day}")


class BatchItems:
    """One batch as a whole."""

    types: frozenset[str] = frozenset({"batch"})
    counter: str = "batches.cards"
    reads: tuple[str, ...] = ("batches.cards", "batches.signing", *payroll_slips.READS)

    def items(self, desk: Desk, lines: Sequence[InboxLine]) -> list[Item]:
        """Flagged, so that no bulk signature takes one: its rows are looked at first."""
        cards = _cards(desk, [line.approval_id for line in lines])
        now = desk.portal.world.clock.now()
        found = ((line, cards.get(line.approval_id)) for line in lines)
        return [_item(line, card, now) for line, card in found if card]

    def knows(self, desk: Desk, approval_id: str) -> bool:
        """Whether it is a batch this person has to do with."""
        return approval_id in _cards(desk, [approval_id])

    def signable(self, desk: Desk, approval_id: str) -> Signable:
        """Total, counts, what deserves a look, and the largest rows."""
        asked = SeeBatchSigning(approval_id=approval_id)
        seen: ShownBatchSigning = desk.read("batches.signing", asked)
        notes = batch_slips.notes(seen)
        if seen.private:  # its rows are for those who may know; what stands out is told by number
            notes += payroll_slips.notes(desk, seen.batch.number)
        return Signable(batch_slips.to_sign(seen), notes, seen.round.refusal)

    def outcome(self, desk: Desk, approval_id: str) -> p.Note | None:
        """Told by the batch as it is now."""
        card = _cards(desk, [approval_id]).get(approval_id)
        if card is None:
            return None
        return outcomes.told(card.status, f"{card.name} {worth(_total(card))}")


def _cards(desk: Desk, ids: Sequence[str]) -> dict[str, BatchCard]:
    found: BatchCards = desk.read("batches.cards", DescribeBatches(approval_ids=tuple(ids)))
    return {card.approval_id: card for card in found.cards}


def _item(line: InboxLine, card: BatchCard, now: datetime) -> Item:
    tags = [_BATCH]
    if card.warnings:
        tags.append(p.Tag(_WARNED.fill(count=card.warnings), "warn"))
    if line.expires_at - now < _SOON:
        tags.append(_CLOSING)
    row = p.QueueRow(
        id=line.approval_id,
        title=card.name,
        detail=_DETAIL.fill(count=f"{card.rows:,}", day=card.due_on.isoformat()),
        amount=_total(card),
        due=_UNTIL.fill(day=f"{local(line.expires_at):%m-%d}"),
        href=url_for("approvals.one", approval_id=line.approval_id, phone=True),
        tags=tuple(tags),
        flagged=True,
    )
    return Item(row, line.expires_at, card.digest)


def _total(card: BatchCard) -> Money:
    return Money(card.total_minor, card.currency)

"""Receipts on paper with their vouchers inside: drawn, then attached, and only then signed by whoever signs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from receipts.facts import Imprint, ReceiptFacts
from receipts.render.payment import Paper, render_many
from receipts.signing import Slot
from receipts.vouchers.embedding import Embedded, embed
from receipts.vouchers.receipt import KIND, receipt_voucher
from receipts.vouchers.xbrl import write_instance

XML: Final = "application/xml"


def voucher_file(facts: ReceiptFacts, imprint: Imprint) -> Embedded:
    """The voucher of a receipt as a file, named as the standard's samples are: kind, issuer, number."""
    instance = receipt_voucher(facts, imprint)
    return Embedded(f"{KIND}_{instance.issuer}_{facts.number}.xml", XML, write_instance(instance))


def render_with_vouchers(
    receipts: Sequence[tuple[ReceiptFacts, Imprint]],
    *,
    paper: Paper = Paper.SINGLE,
    slot: Slot | None = None,
) -> bytes:
    """Receipts as one PDF with the voucher of each that moved money attached. Raises Faulty."""
    drawn = render_many(receipts, paper=paper, slot=slot)
    return embed(drawn, [voucher_file(*one) for one in receipts if one[0].kind.row.moves])

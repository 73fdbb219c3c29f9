"""Requests about bills (票据申请) as they wait for a signature: each is opened and read, with the text that is signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from flask import url_for

from corporate.web import parts as p
from corporate.web import progress
from corporate.web.desk import Desk
from corporate.web.formats import local
from corporate.web.signables import Item, Signable
from corporate.web.slips import worth
from kernel.money import Money
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.approval.commands import InboxLine
from workflows.bills.answers import (
    BillRequestPage,
    BillRequestView,
)
from workflows.bills.commands import (
    DescribeBillRequests,
    SeeBillRequest,
)
from workflows.bills.page_answers import ShownBillSigning

_SOON: Final = timedelta(days=3)
_CLOSING: Final = p.Tag(Text("临近截止", "Closing soon"), "stop")
_UNTIL: Final = Text("{day} 前", "by {day}")
_TITLE: Final = Text("{act} {amount}", "{act} {amount}")
_BILL: Final = Text("票据 {number} · {interval}", "Bill {number} · {interval}")
_NEW: Final = Text("新票据", "A new bill")
_KIND: Final = Text("票据", "Bill")
_SAID: Final[dict[PublicStatus, tuple[Text, p.Tone, str]]] = {
    PublicStatus.SUBMITTED: (Text("已签名，已提交票交所", "Signed and sent to the exchange"), "ok", "circle-check"),
    PublicStatus.FAILED: (Text("已签名，但未能提交", "Signed, but not sent"), "stop", "circle-x"),
    PublicStatus.REJECTED: (Text("已驳回", "Refused"), "", "ban"),
    PublicStatus.SENT_BACK: (Text("已退回", "Sent back"), "", "arrow-back-up"),
}  # fmt: skip
_OTHER: Final = (Text("已签名，等待下一级", "Signed; the next level follows"), "ok", "circle-check")


class BillItems:
    """One request about a bill."""

    types: frozenset[str] = frozenset({"bill_request"})
    counter: str = "bills.cards"
    reads: tuple[str, ...] = ("bills.cards", "bills.signing")

    def items(self, desk: Desk, lines: Sequence[InboxLine]) -> list[Item]:
        """Flagged: a bill is read before it is passed on."""
        cards = _cards(desk, [line.approval_id for line in lines])
        now = desk.portal.world.clock.now()
        found = ((line, cards.get(line.approval_id)) for line in lines)
        return [
            _item(line, card, soon=line.expires_at - now < _SOON) for line, card in found if card
        ]

    def knows(self, desk: Desk, approval_id: str) -> bool:
        """Whether it is a request this person has to do with."""
        return approval_id in _cards(desk, [approval_id])

    def signable(self, desk: Desk, approval_id: str) -> Signable:
        """Every line of the text that is signed."""
        seen: ShownBillSigning = desk.read("bills.signing", SeeBillRequest(approval_id=approval_id))
        facts = (line.partition(": ") for line in seen.terms.splitlines())
        slip = p.ChangeSlip(
            title=title_of(seen),
            lines=(),
            facts=tuple(p.Fact(label, value or "—") for label, _, value in facts),
            digest=seen.fingerprint,
            tag=p.Tag(_KIND, "brand"),
            steps=progress.of_rounds(seen.maker_name, seen.door, seen.created_at, (seen.round,)),
        )
        return Signable(slip, (), seen.round.refusal)

    def outcome(self, desk: Desk, approval_id: str) -> p.Note | None:
        """Told by the row as it is now."""
        card = _cards(desk, [approval_id]).get(approval_id)
        if card is None:
            return None
        title, tone, icon = _SAID.get(card.status, _OTHER)
        why = Text(card.reason_zh, card.reason_en)
        return p.Note(title, why if card.reason_zh else title_of(card), tone, icon)


def title_of(request: BillRequestView) -> Text:
    """What is asked, and about how much."""
    return _TITLE.fill(act=request.act.label, amount=worth(Money(request.amount_minor, "CNY")))


def _cards(desk: Desk, ids: Sequence[str]) -> dict[str, BillRequestView]:
    given = DescribeBillRequests(approval_ids=tuple(ids))
    found: BillRequestPage = desk.read("bills.cards", given)
    return {card.approval_id: card for card in found.requests}


def _item(line: InboxLine, card: BillRequestView, *, soon: bool) -> Item:
    kind = p.Tag(_KIND, "brand")
    said = _BILL.fill(number=card.bill_number, interval=card.interval)
    row = p.QueueRow(
        id=line.approval_id,
        title=title_of(card),
        detail=said if card.bill_number else _NEW,
        amount=None,
        due=_UNTIL.fill(day=f"{local(line.expires_at):%m-%d}"),
        href=url_for("approvals.one", approval_id=line.approval_id, phone=True),
        tags=(kind, _CLOSING) if soon else (kind,),
        flagged=True,
    )
    return Item(row, line.expires_at, card.fingerprint)

"""Requests about bills (票据申请) as they wait for a signature: each is opened and read, with the text that is signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from corporate.web import parts as p
from corporate.web import progress
from corporate.web.desk import Desk
from corporate.web.read_alone import ReadAlone, Words
from corporate.web.signables import Signable
from corporate.web.slips import worth
from kernel.money import Money
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.bills.answers import (
    BillRequestPage,
    BillRequestView,
)
from workflows.bills.commands import (
    DescribeBillRequests,
    SeeBillRequest,
)
from workflows.bills.page_answers import ShownBillSigning

_TITLE: Final = Text("{act} {amount}", "{act} {amount}")
_BILL: Final = Text("票据 {number} · {interval}", "Bill {number} · {interval}")
_NEW: Final = Text("新票据", "A new bill")
_KIND: Final = p.Tag(Text("票据", "Bill"), "brand")
_SAID: Final[dict[PublicStatus, tuple[Text, p.Tone, str]]] = {
    PublicStatus.SUBMITTED: (Text("已签名，已提交票交所", "Signed and sent to the exchange"), "ok", "circle-check"),
    PublicStatus.FAILED: (Text("已签名，但未能提交", "Signed, but not sent"), "stop", "circle-x"),
    PublicStatus.REJECTED: (Text("已驳回", "Refused"), "", "ban"),
    PublicStatus.SENT_BACK: (Text("已退回", "Sent back"), "", "arrow-back-up"),
}  # fmt: skip
_OTHER: Final = (Text("已签名，等待下一级", "Signed; the next level follows"), "ok", "circle-check")


class BillItems(ReadAlone[BillRequestView]):
    """One request about a bill."""

    types: frozenset[str] = frozenset({"bill_request"})
    counter: str = "bills.cards"
    reads: tuple[str, ...] = ("bills.cards", "bills.signing")

    def signable(self, desk: Desk, approval_id: str) -> Signable:
        """Every line of the text that is signed."""
        seen: ShownBillSigning = desk.read("bills.signing", SeeBillRequest(approval_id=approval_id))
        facts = (line.partition(": ") for line in seen.terms.splitlines())
        slip = p.ChangeSlip(
            title=title_of(seen),
            lines=(),
            facts=tuple(p.Fact(label, value or "—") for label, _, value in facts),
            digest=seen.fingerprint,
            tag=_KIND,
            steps=progress.of_rounds(seen.maker_name, seen.door, seen.created_at, (seen.round,)),
        )
        return Signable(slip, (), seen.round.refusal)

    def cards(self, desk: Desk, ids: Sequence[str]) -> Mapping[str, BillRequestView]:
        """Requests about bills."""
        given = DescribeBillRequests(approval_ids=tuple(ids))
        found: BillRequestPage = desk.read("bills.cards", given)
        return {card.approval_id: card for card in found.requests}

    def words(self, card: BillRequestView) -> Words:
        """What is asked, about how much, of which bill."""
        said = _BILL.fill(number=card.bill_number, interval=card.interval)
        return Words(title_of(card), said if card.bill_number else _NEW, _KIND)

    def told(self, card: BillRequestView) -> p.Note:
        """What the exchange was sent, or why not."""
        title, tone, icon = _SAID.get(card.status, _OTHER)
        why = Text(card.reason_zh, card.reason_en)
        return p.Note(title, why if card.reason_zh else title_of(card), tone, icon)


def title_of(request: BillRequestView) -> Text:
    """What is asked, and about how much."""
    return _TITLE.fill(act=request.act.label, amount=worth(Money(request.amount_minor, "CNY")))

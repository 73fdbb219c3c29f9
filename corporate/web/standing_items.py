"""Standing orders (定期付款) as they wait for a signature: the sum, the payee, the terms and the days to come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from flask import url_for

from corporate.web import parts as p
from corporate.web import progress, standing_rows
from corporate.web.desk import Desk
from corporate.web.formats import local
from corporate.web.signables import Item, Signable
from corporate.web.slips import worth
from kernel.money import Money
from kernel.text import Text
from workflows.approval.commands import InboxLine
from workflows.standing.answers import ShownStandingSigning, StandingPage, StandingView
from workflows.standing.commands import DescribeStanding, SeeStanding
from workflows.standing.states import StandingStatus

_SOON: Final = timedelta(days=3)
_CLOSING: Final = p.Tag(Text("临近截止", "Closing soon"), "stop")
_UNTIL: Final = Text("{day} 前", "by {day}")
_KIND: Final = p.Tag(Text("定期付款", "Standing order"), "brand")
_TERMS: Final = Text("{often} {amount}，共 {runs} 期", "{amount} {often}, {runs} runs")
_COMING: Final = Text("付款日期", "Days of payment")
_SAID: Final[dict[StandingStatus, tuple[Text, p.Tone, str]]] = {
    StandingStatus.ACTIVE: (Text("已签名，定期付款已生效", "Signed; the standing order is in force"), "ok", "circle-check"),
    StandingStatus.REJECTED: (Text("已驳回", "Refused"), "", "ban"),
    StandingStatus.SENT_BACK: (Text("已退回", "Sent back"), "", "arrow-back-up"),
}  # fmt: skip
_OTHER: Final = (Text("已签名，等待下一级", "Signed; the next level follows"), "ok", "circle-check")


class StandingItems:
    """One standing order. It comes before payments: a run carries the number of its order's round."""

    types: frozenset[str] = frozenset({"standing_order"})
    counter: str = "standing.cards"
    reads: tuple[str, ...] = ("standing.cards", "standing.signing")

    def items(self, desk: Desk, lines: Sequence[InboxLine]) -> list[Item]:
        """Flagged: what pays again and again is read by itself, never signed with others."""
        cards = _cards(desk, [line.approval_id for line in lines])
        now = desk.portal.world.clock.now()
        found = ((line, cards.get(line.approval_id)) for line in lines)
        return [
            _item(line, card, soon=line.expires_at - now < _SOON) for line, card in found if card
        ]

    def knows(self, desk: Desk, approval_id: str) -> bool:
        """Whether it is an order this person has to do with."""
        return approval_id in _cards(desk, [approval_id])

    def signable(self, desk: Desk, approval_id: str) -> Signable:
        """Sum, payee, every term, and the days to come."""
        seen: ShownStandingSigning = desk.read(
            "standing.signing", SeeStanding(approval_id=approval_id)
        )
        base = standing_rows.slip_of(seen, alias=seen.payer_alias)
        days = p.Fact(
            _COMING, "、".join(run.run_on.isoformat() for run in seen.coming if run.run_on)
        )
        slip = p.Slip(
            amount=base.amount,
            payee=base.payee,
            facts=base.facts,
            digest=base.digest,
            tag=base.tag,
            more=(days, p.Fact(Text("客户流水号", "Client serial"), seen.client_serial)),
            steps=progress.of_rounds(seen.maker_name, seen.door, seen.created_at, (seen.round,)),
        )
        return Signable(slip, (), seen.round.refusal)

    def outcome(self, desk: Desk, approval_id: str) -> p.Note | None:
        """Told by the row as it is now."""
        card = _cards(desk, [approval_id]).get(approval_id)
        if card is None:
            return None
        title, tone, icon = _SAID.get(card.status, _OTHER)
        return p.Note(title, f"{card.payee_name} · {card.number}", tone, icon)


def _cards(desk: Desk, ids: Sequence[str]) -> dict[str, StandingView]:
    found: StandingPage = desk.read("standing.cards", DescribeStanding(approval_ids=tuple(ids)))
    return {card.approval_id: card for card in found.orders}


def _item(line: InboxLine, card: StandingView, *, soon: bool) -> Item:
    each = worth(Money(card.amount_minor, card.currency))
    row = p.QueueRow(
        id=line.approval_id,
        title=card.payee_name,
        detail=_TERMS.fill(often=card.frequency.label, amount=each, runs=card.runs),
        amount=Money(card.total_minor, card.currency),
        due=_UNTIL.fill(day=f"{local(line.expires_at):%m-%d}"),
        href=url_for("approvals.one", approval_id=line.approval_id, phone=True),
        tags=(_KIND, _CLOSING) if soon else (_KIND,),
        flagged=True,
    )
    return Item(row, line.expires_at, card.fingerprint, card.payee_account)

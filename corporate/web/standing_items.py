"""Standing orders (定期付款) as they wait for a signature: the sum, the payee, the terms and the days to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from corporate.web import parts as p
from corporate.web import progress, standing_rows
from corporate.web.desk import Desk
from corporate.web.read_alone import ReadAlone, Words
from corporate.web.signables import Signable
from corporate.web.slips import worth
from kernel.money import Money
from kernel.text import Text
from workflows.standing.answers import ShownStandingSigning, StandingPage, StandingView
from workflows.standing.commands import DescribeStanding, SeeStanding
from workflows.standing.states import StandingStatus

_KIND: Final = p.Tag(Text("定期付款", "Standing order"), "brand")
_TERMS: Final = Text("{often} {amount}，共 {runs} 期", "{amount} {often}, {runs} runs")
_COMING: Final = Text("付款日期", "Days of payment")
_SAID: Final[dict[StandingStatus, tuple[Text, p.Tone, str]]] = {
    StandingStatus.ACTIVE: (Text("已签名，定期付款已生效", "Signed; the standing order is in force"), "ok", "circle-check"),
    StandingStatus.REJECTED: (Text("已驳回", "Refused"), "", "ban"),
    StandingStatus.SENT_BACK: (Text("已退回", "Sent back"), "", "arrow-back-up"),
}  # fmt: skip
_OTHER: Final = (Text("已签名，等待下一级", "Signed; the next level follows"), "ok", "circle-check")


class StandingItems(ReadAlone[StandingView]):
    """One standing order. It comes before payments: a run carries the number of its order's round."""

    types: frozenset[str] = frozenset({"standing_order"})
    counter: str = "standing.cards"
    reads: tuple[str, ...] = ("standing.cards", "standing.signing")

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

    def cards(self, desk: Desk, ids: Sequence[str]) -> Mapping[str, StandingView]:
        """Standing orders."""
        found: StandingPage = desk.read("standing.cards", DescribeStanding(approval_ids=tuple(ids)))
        return {card.approval_id: card for card in found.orders}

    def words(self, card: StandingView) -> Words:
        """Who is paid, how often and how much each time, and the sum of all."""
        each = worth(Money(card.amount_minor, card.currency))
        detail = _TERMS.fill(often=card.frequency.label, amount=each, runs=card.runs)
        total = Money(card.total_minor, card.currency)
        return Words(card.payee_name, detail, _KIND, total, card.payee_account)

    def told(self, card: StandingView) -> p.Note:
        """In force, or refused."""
        title, tone, icon = _SAID.get(card.status, _OTHER)
        return p.Note(title, f"{card.payee_name} · {card.number}", tone, icon)

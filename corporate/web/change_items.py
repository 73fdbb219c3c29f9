"""Changes of rule (授权变更) as they wait for a signature: each is opened and read, never signed in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from flask import url_for

from corporate.web import changes
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.formats import local
from corporate.web.signables import Item, Signable
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.approval.commands import InboxLine
from workflows.mandates.commands import DescribeMandates, MandateCards, MandateView, SeeMandate
from workflows.mandates.page_answers import ShownMandate

_SOON: Final = timedelta(days=3)
_CLOSING: Final = p.Tag(Text("临近截止", "Closing soon"), "stop")
_UNTIL: Final = Text("{day} 前", "by {day}")
_COUNT: Final = Text("{maker}提交 · 变更 {count} 项", "{maker} · {count} changed")
_SAID: Final[dict[PublicStatus, tuple[Text, Text, p.Tone, str]]] = {
    PublicStatus.SUCCEEDED: (
        Text("已确认", "Confirmed"), Text("{what} 已生效", "{what}: in force"), "ok", "circle-check"
    ),
    PublicStatus.FAILED: (
        Text("已确认，但未能生效", "Confirmed, but not put in force"),
        Text("{what}：{why}", "{what}: {why}"), "stop", "circle-x",
    ),
    PublicStatus.REJECTED: (
        Text("已驳回", "Refused"), Text("{what} 不再办理", "{what} will not be done"), "", "ban"
    ),
    PublicStatus.SENT_BACK: (
        Text("已退回", "Sent back"), Text("{what} 等待提交人修改", "{what} waits for its proposer"),
        "", "arrow-back-up",
    ),
}  # fmt: skip
_OTHER: Final = (
    Text("已签名", "Signed"),
    Text("{what} 等待下一级确认", "{what} goes to the next level"),
    "ok",
    "circle-check",
)


class ChangeItems:
    """One change of users, rights, rules, limits, payees or certificates."""

    types: frozenset[str] = frozenset({"mandate"})
    counter: str = "mandates.cards"
    reads: tuple[str, ...] = ("mandates.cards", "mandates.signing")

    def items(self, desk: Desk, lines: Sequence[InboxLine]) -> list[Item]:
        """Flagged, so that no bulk signature takes one: a rule is read before it is agreed to."""
        cards = _cards(desk, [line.approval_id for line in lines])
        now = desk.portal.world.clock.now()
        found = ((line, cards.get(line.approval_id)) for line in lines)
        return [
            _item(line, card, soon=line.expires_at - now < _SOON) for line, card in found if card
        ]

    def knows(self, desk: Desk, approval_id: str) -> bool:
        """Whether it is a change this person has to do with."""
        return approval_id in _cards(desk, [approval_id])

    def signable(self, desk: Desk, approval_id: str) -> Signable:
        """Every difference, who asked for it and why."""
        seen: ShownMandate = desk.read("mandates.signing", SeeMandate(approval_id=approval_id))
        current = next(one for one in seen.rounds if str(one.id) == approval_id)
        return Signable(changes.to_sign(seen, current), (), current.refusal)

    def outcome(self, desk: Desk, approval_id: str) -> p.Note | None:
        """Told by the row as it is now."""
        card = _cards(desk, [approval_id]).get(approval_id)
        if card is None:
            return None
        title, text, tone, icon = _SAID.get(card.status, _OTHER)
        what, why = Text(card.title_zh, card.title_en), Text(card.why_zh, card.why_en)
        return p.Note(title, text.fill(what=what, why=why), tone, icon)


def _cards(desk: Desk, ids: Sequence[str]) -> dict[str, MandateView]:
    found: MandateCards = desk.read("mandates.cards", DescribeMandates(approval_ids=tuple(ids)))
    return {card.approval_id: card for card in found.cards}


def _item(line: InboxLine, card: MandateView, *, soon: bool) -> Item:
    kind = p.Tag(changes.kind_of(card.kind), "brand")
    row = p.QueueRow(
        id=line.approval_id,
        title=Text(card.title_zh, card.title_en),
        detail=_COUNT.fill(maker=card.maker_name, count=len(card.lines)),
        amount=None,
        due=_UNTIL.fill(day=f"{local(line.expires_at):%m-%d}"),
        href=url_for("approvals.one", approval_id=line.approval_id, phone=True),
        tags=(kind, _CLOSING) if soon else (kind,),
        flagged=True,
    )
    return Item(row, line.expires_at, card.fingerprint)

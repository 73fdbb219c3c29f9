"""Changes of rule (授权变更) as they wait for a signature: each is opened and read, never signed in bulk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from corporate.web import changes
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.read_alone import ReadAlone, Words
from corporate.web.signables import Signable
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.mandates.commands import DescribeMandates, MandateCards, MandateView, SeeMandate
from workflows.mandates.page_answers import ShownMandate

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


class ChangeItems(ReadAlone[MandateView]):
    """One change of users, rights, rules, limits, payees or certificates."""

    types: frozenset[str] = frozenset({"mandate"})
    counter: str = "mandates.cards"
    reads: tuple[str, ...] = ("mandates.cards", "mandates.signing")

    def signable(self, desk: Desk, approval_id: str) -> Signable:
        """Every difference, who asked for it and why."""
        seen: ShownMandate = desk.read("mandates.signing", SeeMandate(approval_id=approval_id))
        current = next(one for one in seen.rounds if str(one.id) == approval_id)
        return Signable(changes.to_sign(seen, current), (), current.refusal)

    def cards(self, desk: Desk, ids: Sequence[str]) -> Mapping[str, MandateView]:
        """Changes of rule."""
        found: MandateCards = desk.read("mandates.cards", DescribeMandates(approval_ids=tuple(ids)))
        return {card.approval_id: card for card in found.cards}

    def words(self, card: MandateView) -> Words:
        """Its title, who proposed it and how much it changes."""
        detail = _COUNT.fill(maker=card.maker_name, count=len(card.lines))
        kind = p.Tag(changes.kind_of(card.kind), "brand")
        return Words(Text(card.title_zh, card.title_en), detail, kind)

    def told(self, card: MandateView) -> p.Note:
        """In force, or why not."""
        title, text, tone, icon = _SAID.get(card.status, _OTHER)
        what, why = Text(card.title_zh, card.title_en), Text(card.why_zh, card.why_en)
        return p.Note(title, text.fill(what=what, why=why), tone, icon)

"""What is opened and read by itself before it is signed, never with others: the rows of such sorts, by their cards."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Generic, Protocol, TypeVar

from flask import url_for

from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.formats import local
from corporate.web.signables import Item
from kernel.money import Money
from kernel.text import Text
from workflows.approval.commands import InboxLine

_SOON: Final = timedelta(days=3)
_CLOSING: Final = p.Tag(Text("临近截止", "Closing soon"), "stop")
_UNTIL: Final = Text("{day} 前", "by {day}")


class Fingerprinted(Protocol):
    """What describes one thing that waits, with the digest signing it would sign."""

    @property
    def fingerprint(self) -> str:
        """The digest of the text."""
        ...


Card = TypeVar("Card", bound=Fingerprinted)


@dataclass(frozen=True, slots=True)
class Words:
    """What a row says of its thing; `account` is the payee's, where there is one."""

    title: p.Say
    detail: p.Say
    kind: p.Tag
    amount: Money | None = None
    account: str = ""


class ReadAlone(ABC, Generic[Card]):
    """One sort of thing; a sort says what of its cards is read."""

    @abstractmethod
    def cards(self, desk: Desk, ids: Sequence[str]) -> Mapping[str, Card]:
        """What this person may see of these approvals, by the approval's id."""

    @abstractmethod
    def words(self, card: Card) -> Words:
        """The row's own words."""

    @abstractmethod
    def told(self, card: Card) -> p.Note:
        """What became of one that was just decided on, by its row as it is now."""

    def items(self, desk: Desk, lines: Sequence[InboxLine]) -> list[Item]:
        """Flagged, so that no bulk signature takes one."""
        cards = self.cards(desk, [line.approval_id for line in lines])
        now = desk.portal.world.clock.now()
        found = ((line, cards.get(line.approval_id)) for line in lines)
        return [self._item(line, card, now) for line, card in found if card is not None]

    def knows(self, desk: Desk, approval_id: str) -> bool:
        """Whether it is one this person has to do with."""
        return approval_id in self.cards(desk, [approval_id])

    def outcome(self, desk: Desk, approval_id: str) -> p.Note | None:
        """What became of it; None if it is not of this sort."""
        card = self.cards(desk, [approval_id]).get(approval_id)
        return None if card is None else self.told(card)

    def _item(self, line: InboxLine, card: Card, now: datetime) -> Item:
        said = self.words(card)
        row = p.QueueRow(
            id=line.approval_id,
            title=said.title,
            detail=said.detail,
            amount=said.amount,
            due=_UNTIL.fill(day=f"{local(line.expires_at):%m-%d}"),
            href=url_for("approvals.one", approval_id=line.approval_id, phone=True),
            tags=(said.kind, _CLOSING) if line.expires_at - now < _SOON else (said.kind,),
            flagged=True,
        )
        return Item(row, line.expires_at, card.fingerprint, said.account)

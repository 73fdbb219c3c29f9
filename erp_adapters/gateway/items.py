"""What the gateway keeps about one message, and what came of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Self

from erp_adapters.client import FINAL_FAILURES, Document, Payment
from erp_adapters.gateway.states import ItemState
from kernel.charset import Encoding
from kernel.text import NO_TEXT, Text

SUCCEEDED: Final = frozenset({"succeeded", "partly_succeeded", "ACSC"})


class ItemKind(StrEnum):
    """What is sent: one payment, or a document (pain.001) as the ERP wrote it."""

    PAYMENT = "payment"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Order:
    """One message before it is taken: the serial it is known by for ever, and its content."""

    kind: ItemKind
    serial: str
    content: bytes
    encoding: str = Encoding.UTF8.value

    @property
    def digest(self) -> str:
        """What tells the same content from another one under the same serial."""
        return hashlib.sha256(self.content).hexdigest()

    @classmethod
    def of_payment(cls, payment: Payment) -> Self:
        """One payment; its fields in one order, so that equal payments have equal digests."""
        said = json.dumps(asdict(payment), ensure_ascii=False, sort_keys=True)
        return cls(ItemKind.PAYMENT, payment.serial, said.encode())

    @classmethod
    def of_document(cls, document: Document) -> Self:
        """A document; its bytes are never touched."""
        return cls(
            ItemKind.DOCUMENT, document.message_id, document.content, document.encoding.value
        )

    def payment(self) -> Payment:
        """The payment that was kept."""
        return Payment(**json.loads(self.content))

    def document(self) -> Document:
        """The document that was kept."""
        return Document(self.content, Encoding(self.encoding), self.serial)


@dataclass(frozen=True, slots=True)
class News:
    """What is known about an item at the bank."""

    status: str = ""
    number: str = ""
    code: str = ""
    text: Text = NO_TEXT
    report: bytes = b""

    @property
    def may_be_paid_again(self) -> bool:
        """Whether the bank said, finally, that no money moved."""
        return self.status in FINAL_FAILURES


@dataclass(frozen=True, slots=True)
class Item:
    """One message in the gateway's hands."""

    id: int
    order: Order
    state: ItemState
    origin: str
    attempts: int
    taken_at: datetime
    changed_at: datetime
    next_at: datetime | None
    doubt_at: datetime | None
    news: News
    version: int
    told_version: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt of an account at the bank: `day` is when it was booked, `said` its row of the list as JSON."""

    account: str
    number: str
    day: str
    said: str
    attempts: int = 0

"""What the engine needs from above: kinds of batches, who seals private rows, the way out of the house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from corporate.banks import Bank
from kernel.context import Context
from kernel.errors import Finding
from kernel.statements import Row
from kernel.text import Text

Private = Mapping[str, Any]


class Sealer(Protocol):
    """Keeps the words of rows that not everybody may read; plain they are in memory and TEMP tables only."""

    def seal(self, ctx: Context, batch_id: UUID, row: int, private: Private) -> bytes:
        """What is kept of a row: bound to its table, column, row and bank."""
        ...

    def open(self, ctx: Context, batch_id: UUID, row: int, kept: bytes) -> dict[str, Any]:
        """The same again."""
        ...

    def mark(self, ctx: Context, what: str, text: str) -> bytes:
        """A keyed mark by which the same text is known again (盲索引)."""
        ...


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of batch: what it is called, whose agreement it needs, who may read its rows."""

    code: str
    label: Text
    operation: str
    """The operation whose rules and rights govern it."""
    sealer: Sealer | None = None
    reading: str = ""
    """The right under which rows are read; empty where whoever sees the batch sees them."""

    @property
    def private(self) -> bool:
        """Whether its rows are sealed."""
        return self.sealer is not None


PAYMENT = Kind("payment", Text("批量付款", "Batch payment"), "payments.submit")


class PayeeRules(Protocol):
    """The payee book, as far as a batch is held to it; rows are told as payments are."""

    def demands_anything(self, ctx: Context) -> bool:
        """Whether the enterprise demands anything of those it pays."""
        ...

    def objections(
        self, ctx: Context, bank: Bank, payments: Sequence[Row]
    ) -> Mapping[int, Finding]:
        """Which of them may not be paid now, by place, each with the first reason."""
        ...

    def classes_of(self, ctx: Context, bank: Bank, payments: Sequence[Row]) -> frozenset[str]:
        """The classes of their payees at this moment."""
        ...


class Outward(Protocol):
    """The dispatch engine, as far as a product sees it."""

    def prepare(
        self,
        ctx: Context,
        subject_type: str,
        subject_id: UUID,
        rail: str,
        payload: Mapping[str, Any],
        *,
        private: bool = False,
    ) -> UUID:
        """Store a submission in this transaction; it is sent after commit. What is private is kept sealed."""
        ...

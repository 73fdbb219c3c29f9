"""What payments ask of whoever keeps the payee book; the composition root hands it over.

No payment goes round it: the draft asks before submission, at every door, and release asks again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from corporate.banks import Bank, ResolvedBank
from kernel.context import Context
from kernel.errors import Finding
from kernel.money import Money
from kernel.statements import Row
from kernel.text import Text
from workflows.approval.policy import PayeeClass


class Regard(Protocol):
    """What the book says of a payee."""

    @property
    def payee_class(self) -> str:
        """`own_group`, `white_list`, `new`, or empty for an ordinary one."""
        ...

    @property
    def name_said(self) -> Text | None:
        """What its bank said of the name, if it was asked and the answer still counts."""
        ...

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What stands in the way of paying it, or must be seen."""
        ...


class PayeeBook(Protocol):
    """The payee book (收款人名册)."""

    def look(
        self, ctx: Context, account: str, name: str, bank: ResolvedBank, *, money: Money, on: date
    ) -> Regard:
        """Class and findings of whom a payment of that day would go to."""
        ...

    def classes_of(self, ctx: Context, bank: Bank, payments: Sequence[Row]) -> frozenset[str]:
        """The classes of stored payments' payees at this moment."""
        ...

    def admit(self, ctx: Context, bank: Bank, payment: Row) -> None:
        """Ask again at release; raises a Conflict for one that may not be paid now."""
        ...

    def remember(self, ctx: Context, payment: Row) -> None:
        """Keep whom a person has paid for the next time."""
        ...

    def find(self, ctx: Context, text: str, payee_id: UUID | None) -> Sequence[Row]:
        """Payees by name, pinyin or tail of the account, as `PayeeLine` takes them."""
        ...

    def accounts_like(self, ctx: Context, text: str) -> list[str]:
        """Accounts of payees whose names sound like that."""
        ...

    def origin(self, ctx: Context, account: str, name: str) -> Row | None:
        """Who brought a payee in, and when."""
        ...


def common_class(classes: Iterable[str]) -> PayeeClass:
    """The class a rule is chosen by for several payees: one new one makes all of them new."""
    found = set(classes)
    if PayeeClass.NEW in found:
        return PayeeClass.NEW
    return PayeeClass(found.pop()) if len(found) == 1 else PayeeClass.NONE

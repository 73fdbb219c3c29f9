"""The kinds of receipts (回单种类): one row of a table for each; a new product adds a row here and nothing elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from kernel.text import Text

_ORIGINAL: Final = Text("原业务流水号", "Original serial")
_BILL: Final = Text("票据（包）号码", "Bill number")


class ReceiptKind(StrEnum):
    """What was booked, seen by the customer who gets the receipt."""

    PAYMENT_OUT = "payment_out"
    CREDIT_IN = "credit_in"
    RETURN = "return"
    FEE = "fee"
    INTEREST = "interest"
    REVERSAL = "reversal"
    BATCH = "batch"
    BILL_IN = "bill_in"
    BILL_OUT = "bill_out"

    @property
    def row(self) -> KindRow:
        """Its row of the table."""
        return TABLE[self]

    @property
    def label(self) -> Text:
        """The kind as the sheet prints it."""
        return self.row.label

    @property
    def goes_out(self) -> bool:
        """Whether it takes money from the account it is about."""
        return self.row.own == "payer"


@dataclass(frozen=True, slots=True)
class KindRow:
    """How receipts of a kind are titled, and what they must state."""

    label: Text
    title: Text
    own: str
    """Which side the customer is on: `payer` or `payee`; that side must be complete."""
    original: Text = _ORIGINAL
    """What the number of an earlier business is called."""
    needs_original: bool = False
    is_negative: bool = False
    """A reversal (冲正) takes back what was booked: its amount is below zero, its words begin with 负."""
    booked: frozenset[str] = frozenset()
    """The books' own kinds whose lines on that side are of this kind; others go by the sign."""

    def takes(self, booked: str, *, credit: bool) -> bool:
        """Whether a line is of this kind; a reversal may go either way."""
        return booked in self.booked and (self.is_negative or credit is (self.own == "payee"))


TABLE: Final[Mapping[ReceiptKind, KindRow]] = MappingProxyType(
    {
        ReceiptKind.PAYMENT_OUT: KindRow(
            Text("付款", "Payment"), Text("付款回单", "Payment receipt"), "payer"
        ),
        ReceiptKind.CREDIT_IN: KindRow(
            Text("收款", "Credit"), Text("收款回单", "Credit receipt"), "payee"
        ),
        ReceiptKind.RETURN: KindRow(
            Text("退汇", "Return"),
            Text("退汇回单", "Returned payment receipt"),
            "payee",
            needs_original=True,
            booked=frozenset({"return"}),
        ),
        ReceiptKind.FEE: KindRow(
            Text("手续费", "Fee"),
            Text("收费回单", "Fee receipt"),
            "payer",
            Text("所属业务流水号", "Charged for"),
        ),
        ReceiptKind.INTEREST: KindRow(
            Text("利息", "Interest"),
            Text("利息回单", "Interest receipt"),
            "payee",
            Text("计息编号", "Interest period"),
            booked=frozenset({"interest"}),
        ),
        ReceiptKind.REVERSAL: KindRow(
            Text("冲正", "Reversal"),
            Text("冲正回单", "Reversal receipt"),
            "payee",
            needs_original=True,
            is_negative=True,
            booked=frozenset({"reversal"}),
        ),
        ReceiptKind.BATCH: KindRow(
            Text("批量代付", "Batch"),
            Text("批量代付回单", "Batch payment receipt"),
            "payer",
            booked=frozenset({"batch"}),
        ),
        ReceiptKind.BILL_IN: KindRow(
            Text("票据收款", "Bill, received"),
            Text("票据收款回单", "Bill receipt, received"),
            "payee",
            _BILL,
            booked=frozenset({"bill"}),
        ),
        ReceiptKind.BILL_OUT: KindRow(
            Text("票据付款", "Bill, paid"),
            Text("票据付款回单", "Bill receipt, paid"),
            "payer",
            _BILL,
            booked=frozenset({"bill"}),
        ),
    }
)


def kind_of(booked: str, *, credit: bool, fee: bool) -> ReceiptKind:
    """The kind of a booked line: by what it is where that has a row, else by its direction."""
    if fee:
        return ReceiptKind.FEE
    found = (kind for kind, row in TABLE.items() if row.takes(booked, credit=credit))
    return next(found, ReceiptKind.CREDIT_IN if credit else ReceiptKind.PAYMENT_OUT)

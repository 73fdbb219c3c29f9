"""The kinds of receipts (回单种类): one row of a table for each; a new product adds a row here and nothing elsewhere.

Most kinds prove a booking. Four prove that money, or an account, stands still or is free again (冻结、止付、圈存): nothing
is booked on them, and their form calls its cells by other names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from kernel.text import Text

_ORIGINAL: Final = Text("原业务流水号", "Original serial")
_BILL: Final = Text("票据（包）号码", "Bill number")
_MEASURE: Final = Text("管制编号", "Measure No.")
_OF_PAYMENT: Final = Text("所属付款", "Payment")
Label = tuple[str, Text]
_ORDERED: Final[tuple[Label, ...]] = (
    ("payer", Text("账户", "Account")),
    ("payee", Text("依据", "Order")),
    ("payee.name", Text("有权机关", "Authority")),
    ("payee.account", Text("文书号", "Document")),
    ("payee.bank", Text("执行行", "Executed by")),
    ("remark", Text("措施", "Measure")),
)
_ENTRY: Final = ("transaction_id", Text("登记流水号", "Entry"))
_BEGUN: Final[tuple[Label, ...]] = (
    _ENTRY,
    ("booked_on", Text("生效日期", "Effective")),
    ("booked_at", Text("生效时间", "Since")),
)
_OVER: Final[tuple[Label, ...]] = (
    _ENTRY,
    ("booked_on", Text("解除日期", "Released on")),
    ("booked_at", Text("解除时间", "Released at")),
)


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
    MEASURE = "measure"
    MEASURE_END = "measure_end"
    EARMARK = "earmark"
    EARMARK_END = "earmark_end"

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
    moves: bool = True
    """Whether money moved: only such a receipt is a voucher (记账凭证)."""
    may_be_whole: bool = False
    """Whether an amount of nothing stands for all there is on the account."""
    renamed: tuple[Label, ...] = ()
    """Cells and sides of the form that this kind calls otherwise."""

    @property
    def labels(self) -> tuple[Label, ...]:
        """What the form's cells are called, where kinds differ."""
        return (("refunded_of", self.original), *self.renamed)

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
        ReceiptKind.MEASURE: KindRow(
            Text("账户管制", "Measure"),
            Text("账户管制回单", "Measure on an account"),
            "payer",
            _MEASURE,
            needs_original=True,
            moves=False,
            may_be_whole=True,
            renamed=(*_ORDERED, *_BEGUN, ("purpose", Text("期限", "Term"))),
        ),
        ReceiptKind.MEASURE_END: KindRow(
            Text("解除管制", "Measure lifted"),
            Text("解除管制回单", "Measure lifted"),
            "payer",
            _MEASURE,
            needs_original=True,
            moves=False,
            may_be_whole=True,
            renamed=(*_ORDERED, *_OVER, ("purpose", Text("解除依据", "Lifted on"))),
        ),
        ReceiptKind.EARMARK: KindRow(
            Text("资金圈存", "Earmark"),
            Text("资金圈存回单", "Money set aside"),
            "payer",
            _OF_PAYMENT,
            needs_original=True,
            moves=False,
            renamed=_BEGUN,
        ),
        ReceiptKind.EARMARK_END: KindRow(
            Text("解除圈存", "Earmark released"),
            Text("解除圈存回单", "Money set free"),
            "payer",
            _OF_PAYMENT,
            needs_original=True,
            moves=False,
            renamed=_OVER,
        ),
    }
)


def kind_of(booked: str, *, credit: bool, fee: bool) -> ReceiptKind:
    """The kind of a booked line: by what it is where that has a row, else by its direction."""
    if fee:
        return ReceiptKind.FEE
    found = (kind for kind, row in TABLE.items() if row.takes(booked, credit=credit))
    return next(found, ReceiptKind.CREDIT_IN if credit else ReceiptKind.PAYMENT_OUT)

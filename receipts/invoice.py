"""The facts of one e-invoice of fees (数电票): what is asked of the tax platform and what it stamped on it.

Amounts of our fees include VAT; an invoice tells net and tax apart. A red invoice (红字发票) has the items of the
one it takes back, with every amount negative.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

from kernel.calendar import SHANGHAI
from kernel.money import Money
from kernel.text import Text

CURRENCY: Final = "CNY"
VAT_PERCENT: Final = 6
"""直接收费金融服务."""
GOODS_CODE: Final = "3060200000000000000"
"""税收分类编码 of 直接收费金融服务, as the platform's tables list it."""
TAX_NUMBER: Final = re.compile(r"[0-9]{20}", re.ASCII)
_WHOLE: Final = 100 + VAT_PERCENT


@dataclass(frozen=True, slots=True)
class InvoiceParty:
    """Seller (销售方) or buyer (购买方)."""

    name: str
    tax_number: str
    address: str = ""
    phone: str = ""
    bank_name: str = ""
    bank_account: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceItem:
    """One line: a service, how many fees it sums up, its net amount and its tax."""

    name: str
    fees: int
    net_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """What an invoice states before it has a number."""

    is_special: bool
    seller: InvoiceParty
    buyer: InvoiceParty
    items: tuple[InvoiceItem, ...]
    remark: str
    drawer: str
    is_test: bool = False
    reversed_number: str = ""
    """被红冲蓝字数电票号码: on a red invoice alone."""
    red_reason: str = ""

    @property
    def is_red(self) -> bool:
        """Whether it takes another back."""
        return bool(self.reversed_number)

    @property
    def net(self) -> Money:
        """合计金额."""
        return Money(sum(item.net_minor for item in self.items), CURRENCY)

    @property
    def tax(self) -> Money:
        """合计税额."""
        return Money(sum(item.tax_minor for item in self.items), CURRENCY)

    @property
    def gross(self) -> Money:
        """价税合计."""
        return self.net + self.tax

    @property
    def title(self) -> Text:
        """What the sheet is headed."""
        return _SPECIAL if self.is_special else _ORDINARY


@dataclass(frozen=True, slots=True)
class InvoiceStamp:
    """What the tax platform put on it: the number, the moment, the QR's check, of a red one its confirmation."""

    number: str
    issued_at: datetime
    check: str
    bureau: str = ""
    confirmation: str = ""


_SPECIAL: Final = Text("电子发票（增值税专用发票）", "Special VAT e-invoice")
_ORDINARY: Final = Text("电子发票（普通发票）", "Ordinary e-invoice")


def item_of(name: str, fees: int, gross_minor: int) -> InvoiceItem:
    """Tell net and tax of a sum that includes tax: net = gross ÷ 1.06 rounded half up, tax is the rest."""
    net = (200 * gross_minor + _WHOLE) // (2 * _WHOLE)
    return InvoiceItem(name, fees, net, gross_minor - net)


def reversal(facts: InvoiceFacts, number: str, reason: str) -> InvoiceFacts:
    """The red invoice that takes back the invoice of that number."""
    items = tuple(
        replace(item, net_minor=-item.net_minor, tax_minor=-item.tax_minor) for item in facts.items
    )
    return replace(facts, items=items, remark="", reversed_number=number, red_reason=reason)


def qr_of(facts: InvoiceFacts, stamp: InvoiceStamp) -> str:
    """What the code on the sheet says: kind 31 special, 32 ordinary; number, amount with tax, day, check."""
    kind = "31" if facts.is_special else "32"
    day = f"{stamp.issued_at.astimezone(SHANGHAI):%Y%m%d}"
    return f"01,{kind},,{stamp.number},{facts.gross.wire()},{day},,{stamp.check},"


def number_fits(stamp: InvoiceStamp) -> bool:
    """Whether the number is twenty digits that begin with the year it was issued in (年 2, 省 2, 渠道 1, 序号 15)."""
    year = f"{stamp.issued_at.astimezone(SHANGHAI):%y}"
    return bool(TAX_NUMBER.fullmatch(stamp.number)) and stamp.number.startswith(year)


def to_stored(facts: InvoiceFacts) -> dict[str, Any]:
    """Plain JSON values."""
    return asdict(facts)


def from_stored(stored: Mapping[str, Any]) -> InvoiceFacts:
    """The facts `to_stored` was given."""
    parts = {
        "seller": InvoiceParty(**stored["seller"]),
        "buyer": InvoiceParty(**stored["buyer"]),
        "items": tuple(InvoiceItem(**item) for item in stored["items"]),
    }
    return InvoiceFacts(**{**stored, **parts})


def stamp_to_stored(stamp: InvoiceStamp) -> dict[str, Any]:
    """Plain JSON values."""
    return {**asdict(stamp), "issued_at": stamp.issued_at.isoformat()}


def stamp_from_stored(stored: Mapping[str, Any]) -> InvoiceStamp:
    """The stamp `stamp_to_stored` was given."""
    return InvoiceStamp(**{**stored, "issued_at": datetime.fromisoformat(stored["issued_at"])})

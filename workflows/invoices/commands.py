"""What may be asked about fees and their invoices, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text
from workflows.invoices.words import Colour, InvoiceKind, InvoiceStatus, Mode, RedReason

_MONTH: Final = Text("月份", "Month")
_NUMBER: Final = Text("开票申请编号", "Invoice request")
_CURRENCY: Final = Text("币种", "Currency")
_RAIL: Final = Text("汇路", "Rail")
_DIGITAL: Final = Text("数电票号码", "Invoice number")
_MAIL: Final = Text("邮箱", "Mail address")


def _month(**more: Any) -> Any:
    return spec(_MONTH, max_bytes=7, pattern=r"[0-9]{4}-[0-9]{2}", example="2026-11", **more)


def _number() -> Any:
    return spec(_NUMBER, max_bytes=40, example="F261123-7KQ2M9XA")


class InvoiceFormat(StrEnum):
    """In which form an invoice is handed out."""

    PDF = "pdf"
    XML = "xml"
    OFD = "ofd"

    @property
    def label(self) -> Text:
        """Its name."""
        return Text(self.value.upper(), self.value.upper())


@dataclass(frozen=True, slots=True, kw_only=True)
class AskTariff:
    """What the bank asks for payments, and what this enterprise is spared (资费)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffLine:
    """One band: above an amount a fixed sum and a share of it, between a least and a most."""

    rail: str = spec(_RAIL, max_bytes=20)
    currency: str = spec(_CURRENCY, max_bytes=3)
    above_minor: int = spec(Text("大于", "Above"), Kind.AMOUNT, currency_field="currency")
    fixed_minor: int = spec(Text("固定费用", "Fixed"), Kind.AMOUNT, currency_field="currency")
    per_million: int = spec(Text("费率（百万分之）", "Share in millionths"), Kind.INTEGER)
    least_minor: int = spec(Text("最低", "At least"), Kind.AMOUNT, currency_field="currency")
    most_minor: int | None = spec(
        Text("最高", "At most"), Kind.AMOUNT, currency_field="currency", default=None
    )
    percent_off: int = spec(Text("本企业优惠（%）", "Spared, in percent"), Kind.INTEGER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """The tariff of payments."""

    lines: tuple[TariffLine, ...] = spec(
        Text("资费", "Tariff"), Kind.GROUP, group=TariffLine, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AskOpenFees:
    """What the bank charged in a month, and what of it is invoiced."""

    month: str = _month()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeLine:
    """One fee, and the invoice it stands on."""

    booked_on: date = spec(Text("记账日", "Booked on"), Kind.DATE)
    account_number: str = spec(
        Text("账号", "Account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT
    )
    business_number: str = spec(Text("业务编号", "Payment"), max_bytes=40)
    rail: str = spec(_RAIL, max_bytes=20)
    amount_minor: int = spec(Text("手续费", "Fee"), Kind.AMOUNT, currency_field="currency")
    currency: str = spec(_CURRENCY, max_bytes=3)
    invoice: str = spec(_NUMBER, max_bytes=40, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFees:
    """The fees of a month: the sums of all, and the first of them."""

    month: str = _month()
    fees: int = spec(Text("笔数", "Fees"), Kind.INTEGER)
    total_minor: int = spec(Text("合计", "Total"), Kind.AMOUNT, currency_field="currency")
    open_fees: int = spec(Text("未开票笔数", "Not invoiced"), Kind.INTEGER)
    open_minor: int = spec(
        Text("未开票金额", "Amount not invoiced"), Kind.AMOUNT, currency_field="currency"
    )
    currency: str = spec(_CURRENCY, max_bytes=3)
    lines: tuple[FeeLine, ...] = spec(Text("手续费", "Fees"), Kind.GROUP, group=FeeLine, default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class ListInvoices:
    """A page of invoices, newest first."""

    month: str = _month(default="")
    cursor: str = spec(Text("翻页标记", "Cursor"), max_bytes=80, default="")
    limit: int = spec(Text("每页条数", "Page size"), Kind.INTEGER, default=50)


@dataclass(frozen=True, slots=True, kw_only=True)
class GetInvoice:
    """One invoice."""

    number: str = _number()


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceView:
    """An invoice of fees and where it stands."""

    number: str = _number()
    colour: Colour = spec(Text("蓝字或红字", "Blue or red"), Kind.CHOICE, choices=Colour)
    kind: InvoiceKind = spec(Text("票种", "Kind"), Kind.CHOICE, choices=InvoiceKind)
    status: InvoiceStatus = spec(Text("状态", "Status"), Kind.CHOICE, choices=InvoiceStatus)
    month: str = _month()
    fees: int = spec(Text("手续费笔数", "Fees"), Kind.INTEGER)
    gross_minor: int = spec(Text("价税合计", "Total"), Kind.AMOUNT, currency_field="currency")
    tax_minor: int = spec(Text("税额", "VAT"), Kind.AMOUNT, currency_field="currency")
    currency: str = spec(_CURRENCY, max_bytes=3)
    buyer_name: str = spec(Text("购买方", "Buyer"), max_bytes=300)
    invoice_number: str = spec(_DIGITAL, max_bytes=20, default="")
    issued_at: datetime | None = spec(Text("开票时间", "Issued at"), Kind.INSTANT, default=None)
    reverses: str = spec(Text("红冲的数电票号码", "Takes back"), max_bytes=20, default="")
    reversible: bool = spec(Text("可红冲", "Can be reversed"), Kind.FLAG)
    reason_zh: str = spec(Text("原因（中文）", "Reason, Chinese"), max_bytes=600, default="")
    reason_en: str = spec(Text("原因（英文）", "Reason, English"), max_bytes=600, default="")
    created_at: datetime = spec(Text("申请时间", "Asked at"), Kind.INSTANT)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicePage:
    """A page of invoices and the mark of the next."""

    invoices: tuple[InvoiceView, ...] = spec(
        Text("发票", "Invoices"), Kind.GROUP, group=InvoiceView, default=()
    )
    cursor: str = spec(Text("下一页标记", "Next cursor"), max_bytes=80, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestInvoice:
    """Invoice what is not invoiced yet of a month, on one sheet."""

    month: str = _month()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseInvoice:
    """Take an invoice back by a red one (红冲)."""

    number: str = _number()
    reason: RedReason = spec(
        Text("红冲原因", "Why"), Kind.CHOICE, choices=RedReason, example="wrong"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class GetInvoiceFile:
    """An invoice as a file."""

    number: str = _number()
    format: InvoiceFormat = spec(
        Text("格式", "Format"), Kind.CHOICE, choices=InvoiceFormat, default=InvoiceFormat.PDF
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceFile:
    """The file."""

    number: str = _number()
    name: str = spec(Text("文件名", "File name"), max_bytes=80)
    media_type: str = spec(Text("类型", "Media type"), max_bytes=60)
    size: int = spec(Text("字节数", "Size in bytes"), Kind.INTEGER)
    digest: str = spec(Text("SM3 摘要", "SM3 digest"), max_bytes=64)
    content: str = spec(Text("内容（Base64）", "Content (base64)"), max_bytes=4_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardInvoice:
    """Send an invoice to a mailbox."""

    number: str = _number()
    mail: str = spec(_MAIL, max_bytes=120, example="finance@example.com")


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """It is on its way."""

    number: str = _number()
    mail: str = spec(_MAIL, max_bytes=120)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskBuyer:
    """To whom and how fees are invoiced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerView:
    """To whom and how fees are invoiced; the enterprise's own data while nothing is set."""

    is_set: bool = spec(Text("已设置", "Set"), Kind.FLAG)
    name: str = spec(Text("购买方名称", "Buyer"), max_bytes=300)
    tax_number: str = spec(Text("纳税人识别号", "Taxpayer number"), max_bytes=18)
    address: str = spec(Text("地址", "Address"), max_bytes=300, default="")
    phone: str = spec(Text("电话", "Phone"), max_bytes=40, default="")
    bank_name: str = spec(Text("开户银行", "Bank"), max_bytes=300, default="")
    bank_account: str = spec(Text("银行账号", "Bank account"), max_bytes=34, default="")
    kind: InvoiceKind = spec(Text("票种", "Kind"), Kind.CHOICE, choices=InvoiceKind)
    mode: Mode = spec(Text("开票方式", "When"), Kind.CHOICE, choices=Mode)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeBuyer:
    """To whom and how fees shall be invoiced."""

    name: str = spec(Text("购买方名称", "Buyer"), max_bytes=300)
    tax_number: str = spec(
        Text("纳税人识别号", "Taxpayer number"), max_bytes=40, example="91320594MA1MF7D37P"
    )
    address: str = spec(Text("地址", "Address"), max_bytes=300, default="")
    phone: str = spec(Text("电话", "Phone"), max_bytes=40, default="")
    bank_name: str = spec(Text("开户银行", "Bank"), max_bytes=300, default="")
    bank_account: str = spec(Text("银行账号", "Bank account"), max_bytes=34, default="")
    kind: InvoiceKind = spec(Text("票种", "Kind"), Kind.CHOICE, choices=InvoiceKind)
    mode: Mode = spec(Text("开票方式", "When"), Kind.CHOICE, choices=Mode)
    reason: str = spec(Text("变更原因", "Why"), max_bytes=300, default="")

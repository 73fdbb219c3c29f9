"""What may be asked about receipts, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReceipts:
    """A page of receipts, newest first."""

    text: str = spec(Text("搜索", "Search"), max_bytes=120, default="")
    account_number: str = spec(Text("账号", "Account"), max_bytes=34, default="")
    kind: str = spec(
        Text("回单种类", "Kind"), max_bytes=20, default="", example="payment_out",
        hint=Text("不填为全部种类", "Every kind when empty"),
    )  # fmt: skip
    from_on: date | None = spec(Text("起始日", "From"), Kind.DATE, default=None)
    to_on: date | None = spec(Text("截止日", "To"), Kind.DATE, default=None)
    cursor: str = spec(Text("翻页标记", "Cursor"), max_bytes=80, default="")
    limit: int = spec(Text("每页条数", "Page size"), Kind.INTEGER, default=50)


@dataclass(frozen=True, slots=True, kw_only=True)
class GetReceipt:
    """One receipt, to be printed."""

    number: str = spec(
        Text("回单编号", "Receipt number"), max_bytes=60, example="YQB-20261123-EEY5H472-WESR8QVF"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptView:
    """A receipt in a list (电子回单)."""

    number: str = spec(Text("回单编号", "Receipt number"), max_bytes=60)
    kind: str = spec(Text("种类", "Kind"), max_bytes=20)
    account_number: str = spec(
        Text("账号", "Account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT
    )
    counterparty_name: str = spec(
        Text("对方户名", "Counterparty"), max_bytes=300, sensitivity=Sensitivity.PERSONAL
    )
    amount_minor: int = spec(Text("金额", "Amount"), Kind.AMOUNT, currency_field="currency")
    currency: str = spec(Text("币种", "Currency"), max_bytes=3)
    booked_on: date = spec(Text("记账日", "Booked on"), Kind.DATE)
    business_serial: str = spec(Text("业务流水号", "Bank number"), max_bytes=40)
    purpose: str = spec(Text("用途", "Purpose"), max_bytes=420)
    code: str = spec(Text("验证码", "Verification code"), max_bytes=20)
    issued_at: datetime = spec(Text("出具时间", "Issued at"), Kind.INSTANT)
    prints: int = spec(Text("打印次数", "Prints"), Kind.INTEGER)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptPage:
    """A page of receipts and the mark of the next."""

    receipts: tuple[ReceiptView, ...] = spec(
        Text("回单", "Receipts"), Kind.GROUP, group=ReceiptView
    )
    cursor: str = spec(Text("下一页标记", "Next cursor"), max_bytes=80, default="")

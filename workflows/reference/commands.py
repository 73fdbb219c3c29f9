"""What may be asked about the bank itself and about one's own standing, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text

_CURSOR: Final = Text("翻页标记", "Cursor")
_NEXT: Final = Text("下一页标记", "Next cursor")
_CURRENCY: Final = Text("币种", "Currency")
_NAME: Final = Text("名称", "Name")
_NAME_EN: Final = Text("名称（英文）", "Name (English)")
_TEST: Final = Text("测试行", "Test bank")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """Is the bank there, and does it know me (心跳)."""

    echo: str = spec(Text("回显", "Echo"), max_bytes=64, default="", example="hello-1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pong:
    """It is: signature, certificate and rights were in order."""

    echo: str = spec(Text("回显", "Echo"), max_bytes=64)
    at: datetime = spec(Text("银行时间", "The bank's time"), Kind.INSTANT)
    is_test: bool = spec(_TEST, Kind.FLAG)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskTime:
    """The bank's clock and date (服务器时间)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankTime:
    """The instant, the natural date at the bank, and the bank days around it."""

    at: datetime = spec(Text("银行时间", "The bank's time"), Kind.INSTANT)
    on: date = spec(Text("自然日", "Date at the bank"), Kind.DATE)
    bank_day: bool = spec(Text("今日为工作日", "Today is a bank day"), Kind.FLAG)
    current_bank_day: date = spec(Text("当前或下一工作日", "This bank day, or the next"), Kind.DATE)
    next_bank_day: date = spec(Text("其后工作日", "The bank day after it"), Kind.DATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDays:
    """Which days of a span are bank days (工作日查询)."""

    from_on: date = spec(Text("起始日", "From"), Kind.DATE, example="2026-11-23")
    to_on: date = spec(Text("截止日", "To"), Kind.DATE, example="2026-12-31")


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """A day; a provisional one may still change when the year's holidays are published."""

    on: date = spec(Text("日期", "Day"), Kind.DATE)
    bank_day: bool = spec(Text("工作日", "Bank day"), Kind.FLAG)
    provisional: bool = spec(Text("暂定", "Provisional"), Kind.FLAG)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Days, the first first."""

    days: tuple[CalendarDay, ...] = spec(
        Text("日期", "Days"), Kind.GROUP, group=CalendarDay, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRails:
    """When and for what each rail can be used now (汇路与截止时间)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RailView:
    """A rail with its hours; sent now, a payment settles on `settles_on`."""

    code: str = spec(Text("汇路", "Rail"), max_bytes=20)
    name_zh: str = spec(_NAME, max_bytes=60)
    name_en: str = spec(_NAME_EN, max_bytes=60)
    enabled: bool = spec(Text("已启用", "In use"), Kind.FLAG)
    currency: str = spec(_CURRENCY, max_bytes=3)
    cap_minor: int | None = spec(
        Text("单笔上限", "Largest payment"), Kind.AMOUNT, currency_field="currency", default=None
    )
    fee_minor: int = spec(
        Text("手续费", "Fee"), Kind.AMOUNT, currency_field="currency",
        hint=Text("按金额分档或有优惠时以 fees.tariff 为准", "where amounts fall into bands or are spared, fees.tariff tells"),
    )  # fmt: skip
    realtime: bool = spec(Text("实时到账", "Real time"), Kind.FLAG)
    hours: str = spec(
        Text("营业时间", "Hours"), max_bytes=20,
        hint=Text("(-1) 表示前一自然日", "(-1): the natural day before"),
    )  # fmt: skip
    is_open: bool = spec(Text("当前开放", "Open now"), Kind.FLAG)
    opens_at: datetime = spec(Text("下次开放", "Next opening"), Kind.INSTANT)
    closes_at: datetime | None = spec(Text("截止时间", "Cut-off"), Kind.INSTANT, default=None)
    settles_on: date = spec(Text("清算日", "Settles on"), Kind.DATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rails:
    """The rails of the bank."""

    rails: tuple[RailView, ...] = spec(
        Text("汇路", "Rails"), Kind.GROUP, group=RailView, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCurrencies:
    """Which currencies the bank keeps books in (币种代码)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencyView:
    """A currency and how its amounts are written."""

    code: str = spec(_CURRENCY, max_bytes=3)
    name_zh: str = spec(_NAME, max_bytes=60)
    decimals: int = spec(Text("小数位", "Decimals"), Kind.INTEGER)
    payable: bool = spec(Text("可付款", "Payments can be made in it"), Kind.FLAG)


@dataclass(frozen=True, slots=True, kw_only=True)
class Currencies:
    """Currencies by code."""

    currencies: tuple[CurrencyView, ...] = spec(
        Text("币种", "Currencies"), Kind.GROUP, group=CurrencyView, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDirectory:
    """Banks that can be paid to, by code, name or pinyin; all of them page by page (行名行号)."""

    text: str = spec(
        Text("行名、拼音或行号", "Name, pinyin or code"), max_bytes=180, default="",
        example="工商银行",
    )  # fmt: skip
    ibps_only: bool = spec(
        Text("仅网银互联参与行", "Only participants of IBPS"), Kind.FLAG, default=False
    )
    cursor: str = spec(_CURSOR, max_bytes=200, default="")
    limit: int = spec(Text("每页条数", "Page size"), Kind.INTEGER, default=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryBank:
    """A bank in clearing's directory."""

    bank_code: str = spec(Text("行号", "Bank code"), max_bytes=12)
    name_zh: str = spec(Text("行名", "Name"), max_bytes=210)
    name_en: str = spec(Text("行名（英文）", "Name (English)"), max_bytes=210)
    bic: str = spec(Text("BIC", "BIC"), max_bytes=11, default="")
    ibps: bool = spec(Text("网银互联参与行", "Takes part in IBPS"), Kind.FLAG)


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryPage:
    """A page of banks by code, and the mark of the next."""

    banks: tuple[DirectoryBank, ...] = spec(
        Text("银行", "Banks"), Kind.GROUP, group=DirectoryBank, default=()
    )
    cursor: str = spec(_NEXT, max_bytes=200, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class AskStanding:
    """Who the bank takes me for, and what I may do at this door (权限查询)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountStanding:
    """An account and what one may do with it."""

    account_number: str = spec(
        Text("账号", "Account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT
    )
    currency: str = spec(_CURRENCY, max_bytes=3)
    may_see: bool = spec(Text("可查询", "May be seen"), Kind.FLAG)
    may_pay: bool = spec(Text("可付款", "May be paid from"), Kind.FLAG)


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationStanding:
    """An operation one may use now."""

    code: str = spec(Text("交易码", "Operation"), max_bytes=60)
    title_zh: str = spec(_NAME, max_bytes=120)
    title_en: str = spec(_NAME_EN, max_bytes=120)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnStanding:
    """The sender as the bank sees it at this moment."""

    enterprise_number: str = spec(Text("企业客户号", "Enterprise"), max_bytes=32)
    enterprise_name: str = spec(Text("企业名称", "Name of the enterprise"), max_bytes=300)
    operator: str = spec(
        Text("操作员", "Operator"), max_bytes=120, sensitivity=Sensitivity.PERSONAL
    )
    certificate: str = spec(Text("证书序列号", "Certificate"), max_bytes=64, default="")
    certificate_until: datetime | None = spec(
        Text("证书到期时间", "The certificate's end"), Kind.INSTANT, default=None
    )
    operations: tuple[OperationStanding, ...] = spec(
        Text("可用交易", "Operations"), Kind.GROUP, group=OperationStanding, default=()
    )
    accounts: tuple[AccountStanding, ...] = spec(
        Text("账户", "Accounts"), Kind.GROUP, group=AccountStanding, default=()
    )

"""What ERPs ask about accounts beyond a list: balances by day, chosen lines, sums, fees, money in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text
from workflows.accounts.commands import AccountView, LineView

_NUMBER: Final = r"[A-Za-z0-9][A-Za-z0-9 -]*"
_EXAMPLE: Final = "1001234509012345678"
_ACCOUNT: Final = Text("账号", "Account")
_CURRENCY: Final = Text("币种", "Currency")
_FROM: Final = Text("起始记账日", "From bank day")
_TO: Final = Text("截止记账日", "To bank day")
_CURSOR_BYTES_MAX: Final = 12_000
_MORE: Final = Text("还有更多", "More")


class Direction(StrEnum):
    """Which side of an account (借贷方向)."""

    ALL = "all"
    DEBIT = "debit"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskBalances:
    """Balances as they are at this moment; of every account one may see when none is named."""

    account_numbers: tuple[str, ...] = spec(
        _ACCOUNT, max_bytes=34, pattern=_NUMBER, sensitivity=Sensitivity.ACCOUNT, default=(),
        example=_EXAMPLE,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceView(AccountView):
    """An account now, and what it held when the last bank day ended."""

    previous_on: date = spec(Text("上一日", "Day before"), Kind.DATE)
    previous_minor: int = spec(
        Text("上日余额", "Closing balance of the day before"),
        Kind.AMOUNT,
        currency_field="currency",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Balances:
    """Balances, in the order the enterprise gave its accounts."""

    balances: tuple[BalanceView, ...] = spec(
        Text("余额", "Balances"), Kind.GROUP, group=BalanceView, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AskHistory:
    """The balance at the end of each bank day of a span (历史余额)."""

    account_number: str = spec(
        _ACCOUNT, max_bytes=34, pattern=_NUMBER, sensitivity=Sensitivity.ACCOUNT, example=_EXAMPLE
    )
    from_on: date = spec(_FROM, Kind.DATE, example="2026-11-01")
    to_on: date = spec(_TO, Kind.DATE, example="2026-11-20")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBalanceView:
    """One day of an account; a closed day never changes again."""

    on: date = spec(Text("日期", "Day"), Kind.DATE)
    closed: bool = spec(Text("已日终", "Closed"), Kind.FLAG)
    bank_day: bool = spec(Text("工作日", "Bank day"), Kind.FLAG)
    currency: str = spec(_CURRENCY, max_bytes=3)
    opening_minor: int = spec(Text("期初余额", "Opening"), Kind.AMOUNT, currency_field="currency")
    debit_minor: int = spec(Text("支出合计", "Debits"), Kind.AMOUNT, currency_field="currency")
    credit_minor: int = spec(Text("收入合计", "Credits"), Kind.AMOUNT, currency_field="currency")
    closing_minor: int = spec(Text("期末余额", "Closing"), Kind.AMOUNT, currency_field="currency")
    lines: int = spec(Text("笔数", "Lines"), Kind.INTEGER)


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceHistory:
    """Days of one account, the first first."""

    account_number: str = spec(_ACCOUNT, max_bytes=34, sensitivity=Sensitivity.ACCOUNT)
    days: tuple[DayBalanceView, ...] = spec(
        Text("每日余额", "Days"), Kind.GROUP, group=DayBalanceView, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDetails:
    """Chosen lines of an account, the oldest first (交易明细)."""

    account_number: str = spec(
        _ACCOUNT, max_bytes=34, pattern=_NUMBER, sensitivity=Sensitivity.ACCOUNT, example=_EXAMPLE
    )
    from_on: date | None = spec(_FROM, Kind.DATE, default=None, example="2026-11-01")
    to_on: date | None = spec(_TO, Kind.DATE, default=None, example="2026-11-23")
    direction: Direction = spec(
        Text("借贷方向", "Direction"), Kind.CHOICE, choices=Direction, default=Direction.ALL,
        example="all",
    )  # fmt: skip
    least_minor: int | None = spec(
        Text("最小金额", "Least amount"), Kind.AMOUNT, currency_field="currency", default=None
    )
    most_minor: int | None = spec(
        Text("最大金额", "Largest amount"), Kind.AMOUNT, currency_field="currency", default=None
    )
    currency: str = spec(_CURRENCY, max_bytes=3, pattern="[A-Z]{3}", example="CNY", default="CNY")
    cursor: str = spec(
        Text("翻页标记", "Cursor"), max_bytes=200, default="",
        hint=Text("上一页返回的标记，条件不得改变", "What the page before answered; keep the conditions"),
    )  # fmt: skip
    limit: int = spec(Text("每页条数", "Page size"), Kind.INTEGER, default=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchLines(AskDetails):
    """The same with words in them, the newest first (流水查询)."""

    text: str = spec(
        Text("关键字", "Words"), max_bytes=180, default="", example="货款",
        hint=Text("对方户名、账号、用途、编号", "Counterparty, account, purpose, number"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailPage:
    """A page of lines; the cursor goes on behind the last one, also for lines that come later."""

    lines: tuple[LineView, ...] = spec(
        Text("流水", "Lines"), Kind.GROUP, group=LineView, default=()
    )
    more: bool = spec(_MORE, Kind.FLAG)
    cursor: str = spec(Text("下一页标记", "Next cursor"), max_bytes=200)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskSummary:
    """What the lines of some days come to, to be held against one's own books (明细核对)."""

    account_number: str = spec(
        _ACCOUNT, max_bytes=34, pattern=_NUMBER, sensitivity=Sensitivity.ACCOUNT, example=_EXAMPLE
    )
    from_on: date = spec(_FROM, Kind.DATE, example="2026-11-01")
    to_on: date = spec(_TO, Kind.DATE, example="2026-11-23")


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailSummary:
    """Counts and sums of an account's lines."""

    account_number: str = spec(_ACCOUNT, max_bytes=34, sensitivity=Sensitivity.ACCOUNT)
    currency: str = spec(_CURRENCY, max_bytes=3)
    debits: int = spec(Text("支出笔数", "Debits"), Kind.INTEGER)
    debit_minor: int = spec(
        Text("支出合计", "Sum of debits"), Kind.AMOUNT, currency_field="currency"
    )
    credits: int = spec(Text("收入笔数", "Credits"), Kind.INTEGER)
    credit_minor: int = spec(
        Text("收入合计", "Sum of credits"), Kind.AMOUNT, currency_field="currency"
    )
    first_line: int = spec(Text("首笔流水号", "First line"), Kind.INTEGER)
    last_line: int = spec(Text("末笔流水号", "Last line"), Kind.INTEGER)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskFees:
    """What the bank charged on an account (费用明细)."""

    account_number: str = spec(
        _ACCOUNT, max_bytes=34, pattern=_NUMBER, sensitivity=Sensitivity.ACCOUNT, example=_EXAMPLE
    )
    from_on: date | None = spec(_FROM, Kind.DATE, default=None, example="2026-11-01")
    to_on: date | None = spec(_TO, Kind.DATE, default=None, example="2026-11-23")
    cursor: str = spec(Text("翻页标记", "Cursor"), max_bytes=200, default="")
    limit: int = spec(Text("每页条数", "Page size"), Kind.INTEGER, default=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollCredits:
    """Money that came in since the last time one asked (来账轮询)."""

    account_number: str = spec(
        _ACCOUNT, max_bytes=34, pattern=_NUMBER, sensitivity=Sensitivity.ACCOUNT, default="",
        example=_EXAMPLE, hint=Text("不填为全部可查账户", "Every account one may see when empty"),
    )  # fmt: skip
    cursor: str = spec(
        Text("上次标记", "Cursor"), max_bytes=_CURSOR_BYTES_MAX, default="",
        hint=Text("不填则自首笔起", "From the very first when empty"),
    )  # fmt: skip
    limit: int = spec(Text("最多条数", "At most"), Kind.INTEGER, default=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingCredit(LineView):
    """A credit, and the account it is on; account and line together name it for ever."""

    account_number: str = spec(_ACCOUNT, max_bytes=34, sensitivity=Sensitivity.ACCOUNT)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingPage:
    """Credits behind the last mark. Keep the new mark only after keeping the credits."""

    credits: tuple[IncomingCredit, ...] = spec(
        Text("来账", "Credits"), Kind.GROUP, group=IncomingCredit, default=()
    )
    more: bool = spec(_MORE, Kind.FLAG)
    cursor: str = spec(Text("新标记", "New cursor"), max_bytes=_CURSOR_BYTES_MAX)

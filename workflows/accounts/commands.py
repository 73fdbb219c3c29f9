"""What may be asked about accounts, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text

_NUMBER = r"[A-Za-z0-9][A-Za-z0-9 -]*"


class StatementVersion(StrEnum):
    """Versions of the statement of a day (camt.053)."""

    NEW = "camt.053.001.08"
    OLD = "camt.053.001.02"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAccounts:
    """Every signed-up account that the user may see, with balances."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLines:
    """A page of an account's lines."""

    account_number: str = spec(
        Text("账号", "Account"), max_bytes=34, pattern=_NUMBER, sensitivity=Sensitivity.ACCOUNT,
        example="1001234509012345678",
    )  # fmt: skip
    after: int = spec(Text("此流水号之后", "After line"), Kind.INTEGER, default=0)
    before: int = spec(Text("此流水号之前", "Before line"), Kind.INTEGER, default=0)
    limit: int = spec(Text("每页条数", "Page size"), Kind.INTEGER, default=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class GetStatement:
    """The statement of a closed bank day (对账单)."""

    account_number: str = spec(
        Text("账号", "Account"), max_bytes=34, pattern=_NUMBER, sensitivity=Sensitivity.ACCOUNT,
        example="1001234509012345678",
    )  # fmt: skip
    on: date = spec(Text("记账日", "Bank day"), Kind.DATE, example="2026-11-23")
    format: StatementVersion = spec(
        Text("报文版本", "Version"), Kind.CHOICE, choices=StatementVersion, default=StatementVersion.NEW,
        example="camt.053.001.08", hint=Text("仅用于对账单文件", "For statement files only"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """An account with its three balances (账面、可用、冻结)."""

    account_number: str = spec(
        Text("账号", "Account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT
    )
    name: str = spec(Text("户名", "Name"), max_bytes=300)
    alias: str = spec(Text("账户别名", "Alias"), max_bytes=120)
    currency: str = spec(Text("币种", "Currency"), max_bytes=3)
    status: str = spec(Text("状态", "Status"), max_bytes=20)
    booked_minor: int = spec(
        Text("账面余额", "Booked balance"), Kind.AMOUNT, currency_field="currency"
    )
    available_minor: int = spec(
        Text("可用余额", "Available balance"), Kind.AMOUNT, currency_field="currency"
    )
    held_minor: int = spec(Text("冻结金额", "Held"), Kind.AMOUNT, currency_field="currency")
    as_of: datetime = spec(Text("数据时间", "As of"), Kind.INSTANT)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountList:
    """Accounts, in the order the enterprise gave them."""

    accounts: tuple[AccountView, ...] = spec(
        Text("账户", "Accounts"), Kind.GROUP, group=AccountView
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One line of an account (流水); its number never changes and never repeats."""

    line: int = spec(Text("流水号", "Line"), Kind.INTEGER)
    transaction_id: str = spec(Text("交易标识", "Transaction"), max_bytes=36)
    booked_on: date = spec(Text("记账日", "Booked on"), Kind.DATE)
    booked_at: datetime = spec(Text("记账时间", "Booked at"), Kind.INSTANT)
    amount_minor: int = spec(Text("金额", "Amount"), Kind.AMOUNT, currency_field="currency")
    currency: str = spec(Text("币种", "Currency"), max_bytes=3)
    credit: bool = spec(Text("收入", "Credit"), Kind.FLAG)
    balance_minor: int = spec(Text("余额", "Balance"), Kind.AMOUNT, currency_field="currency")
    kind: str = spec(Text("业务种类", "Kind"), max_bytes=40)
    counterparty_account: str = spec(
        Text("对方账号", "Counterparty account"), max_bytes=42, sensitivity=Sensitivity.ACCOUNT
    )
    counterparty_name: str = spec(
        Text("对方户名", "Counterparty"), max_bytes=300, sensitivity=Sensitivity.PERSONAL
    )
    counterparty_bank: str = spec(Text("对方开户行", "Counterparty bank"), max_bytes=210)
    purpose: str = spec(Text("用途", "Purpose"), max_bytes=420)
    number: str = spec(Text("业务编号", "Bank number"), max_bytes=40)
    client_serial: str = spec(Text("客户流水号", "Client serial"), max_bytes=210)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePage:
    """A page of lines; ask again after the last line to go on."""

    lines: tuple[LineView, ...] = spec(Text("流水", "Lines"), Kind.GROUP, group=LineView)
    more: bool = spec(Text("还有更多", "More"), Kind.FLAG)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementView:
    """A closed day: opening, lines, closing, numbered without gaps."""

    account_number: str = spec(
        Text("账号", "Account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT
    )
    name: str = spec(Text("户名", "Name"), max_bytes=300)
    currency: str = spec(Text("币种", "Currency"), max_bytes=3)
    on: date = spec(Text("记账日", "Bank day"), Kind.DATE)
    statement_number: int = spec(Text("对账单编号", "Statement number"), Kind.INTEGER)
    opening_minor: int = spec(Text("期初余额", "Opening"), Kind.AMOUNT, currency_field="currency")
    closing_minor: int = spec(Text("期末余额", "Closing"), Kind.AMOUNT, currency_field="currency")
    lines: tuple[LineView, ...] = spec(Text("流水", "Lines"), Kind.GROUP, group=LineView)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPosition:
    """The last days up to today; of the currency of the first account."""

    days: int = spec(Text("天数", "Days"), Kind.INTEGER, default=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionDay:
    """What the accounts held together when a day ended; today, what they hold now."""

    on: date = spec(Text("日期", "Day"), Kind.DATE)
    currency: str = spec(Text("币种", "Currency"), max_bytes=3)
    closing_minor: int = spec(Text("余额", "Balance"), Kind.AMOUNT, currency_field="currency")


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedToday:
    """What came to an account today, and what left it (今日收支)."""

    account_number: str = spec(
        Text("账号", "Account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT
    )
    credit_minor: int = spec(
        Text("收入合计", "Sum of credits"), Kind.AMOUNT, currency_field="currency"
    )
    debit_minor: int = spec(
        Text("支出合计", "Sum of debits"), Kind.AMOUNT, currency_field="currency"
    )
    currency: str = spec(Text("币种", "Currency"), max_bytes=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionDays:
    """Days in their order, from the first on which there was anything; none without an account."""

    days: tuple[PositionDay, ...] = spec(
        Text("每日头寸", "Days"), Kind.GROUP, group=PositionDay, default=()
    )
    today: tuple[MovedToday, ...] = spec(
        Text("今日收支", "Today"), Kind.GROUP, group=MovedToday, default=()
    )

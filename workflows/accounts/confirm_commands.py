"""What an enterprise says to balances (余额对账回签), and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from kernel.identifiers.patterns import SERIAL_PATTERN
from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text

_NUMBER: Final = r"[A-Za-z0-9][A-Za-z0-9 -]*"
_CURRENCY: Final = Text("币种", "Currency")
_DAY: Final = Text("对账日", "Bank day")
_NOTE: Final = Text("差异说明", "Note")
_OWN: Final = Text("企业账面余额", "Balance in one's own books")
_SERIAL: Final = Text("回签流水号", "Serial")


def _account() -> Any:
    return spec(
        Text("账号", "Account"), max_bytes=34, pattern=_NUMBER, sensitivity=Sensitivity.ACCOUNT,
        example="1001234509012345678",
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmBalance:
    """Say what one's own books hold at the end of a closed day; equal to the bank's is agreement."""

    client_serial: str = spec(
        _SERIAL, max_bytes=70, pattern=SERIAL_PATTERN, example="REC-20261123-01"
    )
    account_number: str = _account()
    on: date = spec(_DAY, Kind.DATE, example="2026-11-23")
    own_minor: int = spec(_OWN, Kind.AMOUNT, currency_field="currency", example="998713.60")
    currency: str = spec(_CURRENCY, max_bytes=3, pattern="[A-Z]{3}", example="CNY", default="CNY")
    note: str = spec(
        _NOTE, max_bytes=600, default="",
        hint=Text("不符时必填", "Needed where they differ"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ListConfirmations:
    """What was said to balances of an account, the last first."""

    account_number: str = _account()
    cursor: str = spec(Text("翻页标记", "Cursor"), max_bytes=200, default="")
    limit: int = spec(Text("每页条数", "Page size"), Kind.INTEGER, default=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceConfirmation:
    """One word on a balance; of several on one day the last counts."""

    number: str = spec(Text("回签编号", "Number"), max_bytes=40)
    client_serial: str = spec(_SERIAL, max_bytes=70)
    account_number: str = spec(
        Text("账号", "Account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT
    )
    on: date = spec(_DAY, Kind.DATE)
    agrees: bool = spec(Text("相符", "Agrees"), Kind.FLAG)
    bank_minor: int = spec(
        Text("银行账面余额", "The bank's balance"), Kind.AMOUNT, currency_field="currency"
    )
    own_minor: int = spec(_OWN, Kind.AMOUNT, currency_field="currency")
    currency: str = spec(_CURRENCY, max_bytes=3)
    note: str = spec(_NOTE, max_bytes=600, default="")
    said_by: str = spec(Text("回签人", "By"), max_bytes=120, sensitivity=Sensitivity.PERSONAL)
    said_at: datetime = spec(Text("回签时间", "At"), Kind.INSTANT)
    duplicate: bool = spec(Text("重复提交", "Duplicate"), Kind.FLAG, default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMonthEnds:
    """The balances at the ends of the last closed months, and what was said to each (银企对账)."""

    months: int = spec(Text("月数", "Months"), Kind.INTEGER, default=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthEnd:
    """An account's balance at the end of a month; `said_at` is none while nobody has confirmed it."""

    account_number: str = spec(
        Text("账号", "Account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT
    )
    alias: str = spec(Text("账户别名", "Alias"), max_bytes=120)
    on: date = spec(_DAY, Kind.DATE)
    bank_minor: int = spec(
        Text("银行账面余额", "The bank's balance"), Kind.AMOUNT, currency_field="currency"
    )
    currency: str = spec(_CURRENCY, max_bytes=3)
    own_minor: int | None = spec(_OWN, Kind.AMOUNT, currency_field="currency", default=None)
    note: str = spec(_NOTE, max_bytes=600, default="")
    said_by: str = spec(
        Text("回签人", "By"), max_bytes=120, sensitivity=Sensitivity.PERSONAL, default=""
    )
    said_at: datetime | None = spec(Text("回签时间", "At"), Kind.INSTANT, default=None)

    @property
    def agrees(self) -> bool | None:
        """Whether one's own books hold the same; none while nobody has said so."""
        return None if self.own_minor is None else self.own_minor == self.bank_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthEnds:
    """The last month first, each with the accounts in the enterprise's order."""

    balances: tuple[MonthEnd, ...] = spec(
        Text("余额", "Balances"), Kind.GROUP, group=MonthEnd, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationPage:
    """A page of confirmations and the mark of the next."""

    confirmations: tuple[BalanceConfirmation, ...] = spec(
        Text("回签", "Confirmations"), Kind.GROUP, group=BalanceConfirmation, default=()
    )
    cursor: str = spec(Text("下一页标记", "Next cursor"), max_bytes=200, default="")

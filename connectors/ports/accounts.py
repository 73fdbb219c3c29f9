"""Accounts, and what a core tells of them: days, lines, statements, what came in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from kernel.booked import DayBalance, LineChoice, LineSearch, LineSums
from kernel.context import Context
from kernel.money import Money


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the enterprise in scope."""

    number: str
    name: str
    currency: str
    status: str
    booked: Money
    held: Money
    available: Money


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A line of an account (流水)."""

    seq: int
    transaction_id: UUID
    money: Money
    balance: Money
    booked_on: date
    value_on: date
    booked_at: datetime
    kind: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class HeldMoney:
    """Money set aside on an account, since when, and until when if it is free again or gone."""

    account_number: str
    account_name: str
    money: Money
    placed_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class BookedLine:
    """A customer's line of one transaction, with whose account it is."""

    account_number: str
    account_name: str
    enterprise_id: UUID | None
    money: Money
    kind: str
    booked_on: date
    booked_at: datetime
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """A closed day of an account (对账单)."""

    account: Account
    on: date
    number: int
    opening: Money
    closing: Money
    lines: Sequence[StatementLine]


@dataclass(frozen=True, slots=True)
class StatementDay:
    """The bounds of a statement, its balances and what moved both ways; `on` is None while the day is open."""

    on: date | None
    since: date | None
    """The day of its first line; None where there is none."""
    number: int
    opening: Money
    closing: Money
    first_seq: int
    last_seq: int
    credit_count: int
    credit_minor: int
    debit_count: int
    debit_minor: int


class CoreStatements(Protocol):
    """A core that tells statements piece by piece, so that none has to fit into memory."""

    def accounts(self, ctx: Context, numbers: Sequence[str]) -> list[Account]:
        """Those of the named accounts the scope may see."""
        ...

    def lines(
        self, ctx: Context, number: str, *, after: int = 0, before: int = 0, limit: int = 100
    ) -> list[StatementLine]:
        """A page of an account's lines by statement line number."""
        ...

    def statement_days(
        self, ctx: Context, account: Account, from_on: date, to_on: date
    ) -> list[StatementDay]:
        """The closed days between two days on which something moved, the first first."""
        ...

    def open_day(self, ctx: Context, account: Account) -> StatementDay:
        """What was booked since the last statement."""
        ...

    def quiet(
        self, ctx: Context, account: Account, from_on: date, to_on: date
    ) -> StatementDay | None:
        """Days without a line as one statement: opening is closing, the number is the last one's. None where lines are."""
        ...


class CoreInquiries(Protocol):
    """What else a core tells of its books; every answer is read from what was booked."""

    def accounts(self, ctx: Context, numbers: Sequence[str]) -> list[Account]:
        """Those of the named accounts the scope may see."""
        ...

    def days(
        self, ctx: Context, numbers: Sequence[str], from_on: date, to_on: date
    ) -> list[DayBalance]:
        """Every bank day of a span for each account, the first first."""
        ...

    def chosen(self, ctx: Context, choice: LineChoice, limit: int) -> list[StatementLine]:
        """A page of chosen lines, the oldest first: new ones come behind."""
        ...

    def search(self, ctx: Context, wanted: LineSearch, limit: int) -> list[StatementLine]:
        """A page of chosen lines with words in them, the newest first."""
        ...

    def sums(self, ctx: Context, choice: LineChoice) -> LineSums:
        """What the chosen lines come to."""
        ...

    def incoming(
        self, ctx: Context, after: Mapping[str, int], limit: int
    ) -> list[tuple[str, StatementLine]]:
        """Credits behind a line of each account, account by account in the order given."""
        ...

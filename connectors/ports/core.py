"""A core that books: what workflows may ask of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from connectors.ports.accounts import Account, BookedLine, HeldMoney, Statement, StatementLine
from connectors.ports.names import NameAnswer, PayeeCheck
from kernel.booked import KINDS
from kernel.context import Context
from kernel.errors import YinqiError
from kernel.money import Money


class Internal(StrEnum):
    """The bank's own accounts a booking may name; the core knows their numbers."""

    CLEARING = "clearing"  # 待清算
    SUSPENSE = "suspense"  # 挂账
    FEES = "fees"  # 手续费收入
    BILLS = "bills"  # 贴现资产: bills the bank has bought
    BILL_INTEREST = "bill_interest"  # 贴现利息收入
    BILL_MARGIN = (
        "bill_margin"  # 存入保证金: set aside by drawers against what the bank has accepted
    )
    ADVANCES = "advances"  # 承兑垫款: paid for drawers whose accounts were short
    BATCH = "batch"  # 代发待清分: between the one debit of a batch and its credits
    INTEREST = "interest"  # 利息支出: what deposits cost the bank
    INTEREST_PAYABLE = "interest_payable"  # 应付利息: parked while its account takes nothing


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a booking: a customer's account by number, or an internal one of a rail."""

    account: str = ""
    internal: Internal | None = None
    rail: str = ""


@dataclass(frozen=True, slots=True)
class Booking:
    """Money from one side to the other, once per `key`. `detail` is what both statements say."""

    id: UUID
    key: str
    kind: str
    money: Money
    debit: Side
    credit: Side
    booked_on: date
    at: datetime
    detail: dict[str, Any]
    hold_id: UUID | None = None
    fee: Money | None = None

    def __post_init__(self) -> None:
        """Refuse a kind that no page and no paper has words for."""
        if self.kind not in KINDS:
            raise ValueError(self.kind)


@dataclass(frozen=True, slots=True)
class CreditSet:
    """Many credits against one account, in one transaction or several; `keys` make each happen once.

    Column by column, for there are many: in which transaction (the first is 1), to which account, how much, and
    what each adds to the words of all.
    """

    kind: str
    currency: str
    debit: Side
    booked_on: date
    at: datetime
    keys: Mapping[UUID, str]
    said: dict[str, Any]
    places: Sequence[int]
    accounts: Sequence[str]
    minors: Sequence[int]
    details: Sequence[dict[str, Any]]
    hold_id: UUID | None = None


class CoreBanking(Protocol):
    """The core: accounts, holds and bookings, inside the caller's transaction or idempotent by key."""

    def accounts(self, ctx: Context, numbers: Sequence[str]) -> list[Account]:
        """Those of the named accounts the scope may see."""
        ...

    def admit(
        self, ctx: Context, payer: str, payee: str, payee_name: str, currency: str
    ) -> tuple[Account | None, PayeeCheck | None]:
        """The payer's account if the scope may see it, and `check_payee` unless `payee` is empty."""
        ...

    def check_payee(self, ctx: Context, number: str, name: str, currency: str) -> PayeeCheck:
        """Whether an account of this bank bears that name."""
        ...

    def near_name(self, ctx: Context, number: str, name: str) -> NameAnswer:
        """CLOSE or NO_MATCH for a name that is not the account's; never whose account it is."""
        ...

    def place_hold(self, ctx: Context, account: str, money: Money, reason: str) -> UUID:
        """Set money aside. Raises the ledger's refusals (insufficient funds, account not open)."""
        ...

    def void_hold(self, ctx: Context, hold_id: UUID) -> None:
        """Give it back."""
        ...

    def held(self, ctx: Context, hold_id: UUID) -> HeldMoney | None:
        """What was set aside under an id, as far as the scope may see it."""
        ...

    def book(self, ctx: Context, booking: Booking) -> UUID:
        """Book; returns the transaction. Raises the ledger's refusals."""
        ...

    def lines(
        self, ctx: Context, number: str, *, after: int = 0, before: int = 0, limit: int = 100
    ) -> list[StatementLine]:
        """A page of an account's lines by statement line number."""
        ...

    def transaction(self, ctx: Context, transaction_id: UUID) -> list[BookedLine]:
        """The customers' lines of one transaction, as far as the scope may see them."""
        ...

    def statement(self, ctx: Context, number: str, on: date) -> Statement | None:
        """The statement of a closed day."""
        ...

    def close_day(self, ctx: Context, on: date) -> int:
        """Close a bank day; returns how many statements came of it."""
        ...

    def business_on(self, ctx: Context) -> date:
        """The business date (营业日) of what this transaction books; it holds until the transaction ends."""
        ...


class BatchBooks(Protocol):
    """A core that books in sets, so that a hundred thousand rows are paid in seconds."""

    def book_set(self, ctx: Context, given: CreditSet) -> Mapping[int, YinqiError]:
        """Book; what accounts refused, by the place of the credit, the first is 1. Raises what refuses all."""
        ...

    def place_holds(
        self, ctx: Context, account: str, minors: Sequence[int], currency: str, reason: str
    ) -> list[UUID]:
        """Set several amounts aside on one account, all or none. Raises the ledger's refusals."""
        ...

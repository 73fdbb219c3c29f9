"""All that workflows may see of cores and clearing.

A core that books elsewhere replaces the embedded one behind `CoreBanking`; a real clearing link
replaces the simulator behind `Clearing`. Capabilities are data: what is missing is absent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from kernel.context import Context
from kernel.errors import YinqiError
from kernel.money import Money


class PayeeCheck(StrEnum):
    """What a core says of an account number and a name (户名校验)."""

    MATCH = "match"
    MISMATCH = "mismatch"
    NONE = "none"
    CLOSED = "closed"
    CURRENCY = "currency"


class NameVerdict(StrEnum):
    """What the payee's bank says of an account and a name together (户名校验)."""

    MATCH = "match"
    CLOSE = "close"
    NO_MATCH = "no_match"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class NameQuestion:
    """Whether `account` at the bank of that code bears `name`."""

    bank_code: str
    account: str
    name: str


@dataclass(frozen=True, slots=True)
class NameAnswer:
    """The verdict; of a close name, where its bank shows that much, the name with its middle hidden."""

    verdict: NameVerdict
    masked: str = ""


class Internal(StrEnum):
    """The bank's own accounts a booking may name; the core knows their numbers."""

    CLEARING = "clearing"  # 待清算
    SUSPENSE = "suspense"  # 挂账
    FEES = "fees"  # 手续费收入
    BILLS = "bills"  # 贴现资产: bills the bank has bought
    BILL_INTEREST = "bill_interest"  # 贴现利息收入
    ADVANCES = "advances"  # 承兑垫款: paid for drawers whose accounts were short
    BATCH = "batch"  # 代发待清分: between the one debit of a batch and its credits


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


@dataclass(frozen=True, slots=True)
class DayBalance:
    """What an account held at the end of a bank day, and what moved on it; `closed` days never change."""

    number: str
    on_date: date
    closed: bool
    closing_minor: int
    lines: int
    debit_minor: int
    credit_minor: int


@dataclass(frozen=True, slots=True)
class LineChoice:
    """Which lines of an account: behind a line, on days, of a direction, of a size, fees or not."""

    number: str
    after: int = 0
    from_on: date | None = None
    to_on: date | None = None
    credit: bool | None = None
    low_minor: int | None = None
    high_minor: int | None = None
    fees: bool | None = None


@dataclass(frozen=True, slots=True)
class LineSums:
    """What chosen lines come to, and between which lines they lie."""

    debits: int
    credits: int
    debit_minor: int
    credit_minor: int
    first_seq: int
    last_seq: int


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

    def sums(self, ctx: Context, choice: LineChoice) -> LineSums:
        """What the chosen lines come to."""
        ...

    def incoming(
        self, ctx: Context, after: Mapping[str, int], limit: int
    ) -> list[tuple[str, StatementLine]]:
        """Credits behind a line of each account, account by account in the order given."""
        ...


class Outcome(StrEnum):
    """What clearing says of a submission. Anything we do not know is `unknown`, never a verdict."""

    ACCEPTED = "accepted"
    SETTLED = "settled"
    REFUSED = "refused"
    RETURNED = "returned"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Submission:
    """A credit transfer for clearing. `id` is the submission's for ever; a retry reuses it."""

    id: UUID
    rail: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ClearingAnswer:
    """An answer, acknowledgement or return, as it came."""

    message_id: str
    outcome: Outcome
    submission_id: UUID | None = None
    reference: str = ""
    reason: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CreditMessage:
    """Money clearing brings in (来账)."""

    reference: str
    rail: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Inflow:
    """What waits at clearing for a bank: acknowledgements, returns, credits; taken, then confirmed."""

    answers: Sequence[ClearingAnswer] = ()
    credits: Sequence[CreditMessage] = ()
    cursor: str = ""


class ClearingTimeout(Exception):
    """No answer in time: the outcome is unknown, which is not a failure."""


class ClearingUnreachable(ClearingTimeout):
    """No connection came about, so surely not one byte was sent."""


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


class Clearing(Protocol):
    """A link to clearing. Never called inside a transaction."""

    def submit(self, bank_code: str, submission: Submission) -> ClearingAnswer:
        """Send once. Raises ClearingTimeout when no answer came."""
        ...

    def enquire(self, bank_code: str, submission_id: UUID) -> ClearingAnswer:
        """Ask what became of a submission; MISSING only when the peer surely never saw it."""
        ...

    def collect(self, bank_code: str, cursor: str) -> Inflow:
        """What came in after `cursor`; asking again with the same cursor gives the same again."""
        ...


class NameEnquiry(Protocol):
    """A link to whoever knows the names at other banks. Never called inside a transaction."""

    def verify_name(self, bank_code: str, question: NameQuestion) -> NameAnswer:
        """Ask once, for the bank of `bank_code`. Raises ClearingTimeout when no answer came."""
        ...


@dataclass(frozen=True, slots=True)
class BillPositions:
    """A page of what the exchange keeps for a bank: whole bills in plain values, by number."""

    bills: Sequence[Mapping[str, Any]]
    after: str = ""
    """The number to go on after; empty at the end."""


class BillExchange(Clearing, Protocol):
    """A link to the exchange of bills (票交所). Never called inside a transaction."""

    def positions(self, bank_code: str, after: str) -> BillPositions:
        """What the exchange keeps, page by page. Raises ClearingTimeout when no answer came."""
        ...

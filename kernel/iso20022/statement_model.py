"""What a statement (账户对账单), an intraday report (当日明细) or a notification (动账通知) says, as plain facts.

One model for every format: camt.053, camt.052, camt.054, MT940, OFX, CSV and Excel are written from it.

Amounts are minor units and never negative: `credit` says which way. Texts may be as long as they
are in the books; what an element cannot hold is cut into lines or to its length when written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from kernel.iso20022.codes import BalanceKind


@dataclass(frozen=True, slots=True)
class StatementAccount:
    """The account the statement is about."""

    number: str
    currency: str
    name: str = ""
    owner: str = ""
    iban: bool = False
    bank_name: str = ""
    bank_bic: str = ""
    bank_code: str = ""
    """12-digit CNAPS number (联行号)."""


@dataclass(frozen=True, slots=True)
class StatementBalance:
    """A balance at the end of a bank day; an overdrawn one is a debit."""

    kind: BalanceKind
    amount_minor: int
    on: date
    credit: bool = True

    @property
    def signed_minor(self) -> int:
        """With a minus when overdrawn."""
        return self.amount_minor if self.credit else -self.amount_minor


@dataclass(frozen=True, slots=True)
class TransactionCode:
    """What kind of booking it is: ISO domain, family and sub-family, and our own stable code."""

    domain: str
    family: str
    sub_family: str
    own: str = ""
    """ERPs post by this code: it must never change its meaning."""


@dataclass(frozen=True, slots=True)
class Counterparty:
    """The other side of a booking (对方)."""

    name: str = ""
    account: str = ""
    iban: bool = False
    bank_name: str = ""
    bank_bic: str = ""
    bank_code: str = ""


@dataclass(frozen=True, slots=True)
class StatementEntry:
    """One booking (明细)."""

    amount_minor: int
    credit: bool
    booked_on: date
    valued_on: date
    bank_reference: str
    code: TransactionCode
    reversal: bool = False
    entry_reference: str = ""
    end_to_end_id: str = ""
    instruction_id: str = ""
    payment_info_id: str = ""
    message_id: str = ""
    counterparty: Counterparty = Counterparty()
    remittance: str = ""
    note: str = ""
    """The bank's own words about the booking (摘要)."""
    balance_minor: int | None = None
    """What stood on the account after it, with its sign; None where the books do not say."""
    booked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EntrySums:
    """Number and sum of the bookings, known before the first is written."""

    credit_count: int
    credit_minor: int
    debit_count: int
    debit_minor: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement without its bookings, which follow one by one."""

    message_id: str
    statement_id: str
    sequence: int
    """Unbroken per account and year (ElctrncSeqNb)."""
    created_at: datetime
    from_at: datetime
    to_at: datetime
    account: StatementAccount
    balances: tuple[StatementBalance, ...] = ()
    sums: EntrySums | None = None

    def balance(self, *kinds: BalanceKind) -> StatementBalance | None:
        """The first balance of one of these kinds."""
        return next((one for kind in kinds for one in self.balances if one.kind is kind), None)

    @property
    def opening(self) -> StatementBalance | None:
        """What stood on the account before the first booking."""
        return self.balance(BalanceKind.OPBD)

    @property
    def closing(self) -> StatementBalance | None:
        """What stood on it after the last; of a day that is not over, up to now."""
        return self.balance(BalanceKind.CLBD, BalanceKind.ITBD)


Part = tuple[Statement, Iterable[StatementEntry]]
"""A statement and its bookings, which are walked once."""

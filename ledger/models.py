"""Tables of the books. Only the books' own functions write them; everybody else may at most read.

Signs: a positive entry is a credit, a negative one a debit, seen from the account's side as a
liability of the bank (a customer's money is positive). Each transaction sums to zero per currency.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CHAR, CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import TenantRow, identity, index, refers, unique, word


class AccountRow(TenantRow):
    """An account. Customer accounts cache their balance; internal ones keep entries only."""

    __tablename__ = "ledger_account"
    __table_args__ = (
        unique("number"),
        index("enterprise_id"),
        CheckConstraint("held_minor >= 0", name="held"),
        CheckConstraint("balance_minor - held_minor >= floor_minor", name="floor"),
    )

    id: Mapped[UUID] = identity()
    enterprise_id: Mapped[UUID | None]
    number: Mapped[str]
    name: Mapped[str]
    name_key: Mapped[str]
    currency: Mapped[str] = mapped_column(CHAR(3))
    kind: Mapped[str] = word("account_kind", "customer", "internal")
    gl_code: Mapped[str]
    status: Mapped[str] = word("account_status", "open", "credit_only", "frozen", "closed")
    floor_minor: Mapped[int] = mapped_column(server_default="0")
    balance_minor: Mapped[int] = mapped_column(server_default="0")
    held_minor: Mapped[int] = mapped_column(server_default="0")
    entry_count: Mapped[int] = mapped_column(server_default="0")
    opened_on: Mapped[date]
    statement_on: Mapped[date]
    statement_count: Mapped[int] = mapped_column(server_default="0")
    moved_on: Mapped[date | None]


class TransactionRow(TenantRow):
    """One posting: entries that sum to zero. `posting_key` makes it happen once."""

    __tablename__ = "ledger_transaction"
    __table_args__ = (unique("posting_key"),)

    id: Mapped[UUID] = identity()
    posting_key: Mapped[str]
    kind: Mapped[str]
    booked_on: Mapped[date]
    value_on: Mapped[date]
    booked_at: Mapped[datetime]


class EntryRow(TenantRow):
    """One line of a transaction; never changed. `seq` is the unbroken number on a customer's account.

    It has no foreign keys: only `ledger_post` can insert here, after it has written the transaction and
    found the account in the same call, and checking that four times more costs a quarter of its speed.
    The checker proves it instead (I1c).
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        Index(
            "ledger_entry_statement_uq",
            "tenant_id",
            "account_id",
            "seq",
            unique=True,
            postgresql_where=text("seq IS NOT NULL"),
        ),
        Index(
            "ledger_entry_internal_ix",
            "tenant_id",
            "account_id",
            "booked_on",
            postgresql_where=text("seq IS NULL"),
        ),
    )

    transaction_id: Mapped[UUID] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[UUID | None]
    account_id: Mapped[UUID]
    seq: Mapped[int | None]
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(CHAR(3))
    balance_minor: Mapped[int | None]
    booked_on: Mapped[date]
    value_on: Mapped[date]
    booked_at: Mapped[datetime]
    kind: Mapped[str]
    detail: Mapped[dict[str, Any]]


class HoldRow(TenantRow):
    """Money set aside (冻结/预占): open, then exactly once posted, voided or expired."""

    __tablename__ = "ledger_hold"
    __table_args__ = (
        refers("ledger_account", "account_id"),
        index("account_id", where="state = 'open'"),
        CheckConstraint("state IN ('open', 'posted', 'voided', 'expired')", name="state"),
        CheckConstraint("amount_minor > 0", name="amount"),
    )

    id: Mapped[UUID] = identity()
    enterprise_id: Mapped[UUID | None]
    account_id: Mapped[UUID]
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(CHAR(3))
    state: Mapped[str]
    reason: Mapped[str]
    placed_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    transaction_id: Mapped[UUID | None]


class DayRow(TenantRow):
    """The balance of a customer's account at the end of a bank day, with its place in the statement."""

    __tablename__ = "ledger_day"
    __table_args__ = (refers("ledger_account", "account_id"),)

    enterprise_id: Mapped[UUID | None]
    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    on_date: Mapped[date] = mapped_column(primary_key=True)
    statement_number: Mapped[int]
    opening_minor: Mapped[int]
    closing_minor: Mapped[int]
    first_seq: Mapped[int]
    last_seq: Mapped[int]


class BusinessDayRow(TenantRow):
    """A day that was cut (日切): what is booked afterwards belongs to a later one."""

    __tablename__ = "ledger_business_day"

    on_date: Mapped[date] = mapped_column(primary_key=True)
    cut_at: Mapped[datetime]


class DepositRateRow(TenantRow):
    """The yearly rate of demand deposits from a day on, in millionths (活期利率)."""

    __tablename__ = "deposit_rate"
    __table_args__ = (CheckConstraint("rate_e6 BETWEEN 0 AND 1000000", name="rate"),)

    currency: Mapped[str] = mapped_column(CHAR(3), primary_key=True)
    from_on: Mapped[date] = mapped_column(primary_key=True)
    rate_e6: Mapped[int]
    set_at: Mapped[datetime]


class InterestProductRow(TenantRow):
    """Balances at the end of each day, summed up within a period under one rate (积数)."""

    __tablename__ = "interest_product"
    __table_args__ = (refers("ledger_account", "account_id"),)

    enterprise_id: Mapped[UUID | None] = mapped_column(sort_order=-1)
    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    period_on: Mapped[date] = mapped_column(primary_key=True)
    rate_e6: Mapped[int] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(CHAR(3))
    product: Mapped[int]
    days: Mapped[int]
    first_on: Mapped[date]
    through_on: Mapped[date]


class InterestSettlementRow(TenantRow):
    """What a period came to on one account (结息): due, then paid, or parked while the account takes nothing."""

    __tablename__ = "interest_settlement"
    __table_args__ = (
        refers("ledger_account", "account_id"),
        index("status", "number", where="status <> 'paid'"),
        CheckConstraint("status IN ('due', 'parked', 'paid')", name="status"),
    )

    enterprise_id: Mapped[UUID | None] = mapped_column(sort_order=-1)
    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    period_on: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[str]
    currency: Mapped[str] = mapped_column(CHAR(3))
    product: Mapped[int]
    days: Mapped[int]
    interest_minor: Mapped[int]
    status: Mapped[str]
    settled_at: Mapped[datetime | None]


class AlarmRow(TenantRow):
    """Something the coherence checker found wrong; live until it is looked into at the desk."""

    __tablename__ = "alarm"
    __table_args__ = (
        Index(
            "alarm_live_uq",
            "tenant_id",
            "code",
            "subject",
            unique=True,
            postgresql_where=text("live"),
        ),
    )

    id: Mapped[UUID] = identity()
    code: Mapped[str]
    subject: Mapped[str]
    said: Mapped[dict[str, Any]]
    facts: Mapped[dict[str, Any]]
    measure: Mapped[str]
    raised_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    times: Mapped[int]
    live: Mapped[bool]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str]

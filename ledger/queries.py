"""The read side of the books. What a door may see, row security decides, not these statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kernel.db import UnitOfWork
from kernel.statements import Row


@dataclass(frozen=True, slots=True)
class Balance:
    """An account and its three balances in minor units: booked, held and available."""

    id: UUID
    number: str
    name: str
    currency: str
    status: str
    booked_minor: int
    held_minor: int
    floor_minor: int

    @property
    def available_minor(self) -> int:
        """What may still be spent: booked less held, down to the floor."""
        return self.booked_minor - self.held_minor - self.floor_minor


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of an account's statement."""

    seq: int
    transaction_id: UUID
    amount_minor: int
    currency: str
    balance_minor: int
    booked_on: date
    value_on: date
    booked_at: datetime
    kind: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Day:
    """A closed day of an account: a statement, numbered without gaps."""

    on_date: date
    statement_number: int
    opening_minor: int
    closing_minor: int
    first_seq: int
    last_seq: int


_BALANCE = (
    "SELECT id, number, name, currency, status, balance_minor AS booked_minor, held_minor, floor_minor"
    " FROM ledger_account WHERE tenant_id = %s AND kind = 'customer'"
)
_ADMIT = (
    "SELECT a.id, a.number, a.name, a.currency, a.status, a.balance_minor AS booked_minor, a.held_minor,"
    " a.floor_minor, CASE WHEN %s <> '' THEN ledger_check_name(%s, %s, %s, %s) END AS said"
    " FROM (SELECT 1) AS one LEFT JOIN ledger_account a"
    " ON a.tenant_id = %s AND a.number = %s AND a.kind = 'customer'"
)
_ENTRY = (
    "SELECT e.seq, e.transaction_id, e.amount_minor, e.currency, e.balance_minor, e.booked_on, e.value_on,"
    " e.booked_at, e.kind, e.detail"
    " FROM ledger_entry e"
    # The account is looked up first: with a join, all of its lines would be sorted before the page is cut.
    " WHERE e.tenant_id = %s AND e.account_id = (SELECT a.id FROM ledger_account a WHERE a.tenant_id = %s AND a.number = %s)"
    " AND e.seq IS NOT NULL"
)


def balances(uow: UnitOfWork, numbers: Sequence[str]) -> list[Balance]:
    """Those of the named accounts that may be seen; a single one by a statement that is planned once."""
    if len(numbers) == 1:
        rows = uow.rows(f"{_BALANCE} AND number = %s", (uow.scope.tenant_id, numbers[0]))
    else:
        sql = f"{_BALANCE} AND number = ANY(%s) ORDER BY number"
        rows = uow.rows(sql, (uow.scope.tenant_id, list(numbers)))
    return [Balance(**row) for row in rows]


def admit(
    uow: UnitOfWork, payer: str, payee: str, payee_key: str, currency: str
) -> tuple[Balance | None, str | None]:
    """One visible account, and in the same trip what `ledger_check_name` says of a payee, if any."""
    tenant = uow.scope.tenant_id
    row = uow.row(_ADMIT, (payee, tenant, payee, payee_key, currency, tenant, payer)) or {}
    said = row.pop("said", None)
    return (Balance(**row) if row.get("id") else None), said


def entries(
    uow: UnitOfWork, number: str, *, after_seq: int = 0, before_seq: int = 0, limit: int = 100
) -> list[Entry]:
    """A page of lines by statement number: ascending after `after_seq`, or descending before `before_seq`.

    The number never changes and never repeats, so pages are stable under new lines.
    """
    tenant = uow.scope.tenant_id
    if after_seq or not before_seq:
        sql = f"{_ENTRY} AND e.seq > %s ORDER BY e.seq LIMIT %s"
        rows = uow.rows(sql, (tenant, tenant, number, after_seq, limit))
    else:
        sql = f"{_ENTRY} AND e.seq < %s ORDER BY e.seq DESC LIMIT %s"
        rows = uow.rows(sql, (tenant, tenant, number, before_seq, limit))
    return [Entry(**row) for row in rows]


def day(uow: UnitOfWork, number: str, on: date) -> Day | None:
    """The statement of one day, or None when nothing moved or the day is still open."""
    row = uow.row(
        "SELECT d.on_date, d.statement_number, d.opening_minor, d.closing_minor, d.first_seq, d.last_seq"
        " FROM ledger_day d JOIN ledger_account a ON a.tenant_id = d.tenant_id AND a.id = d.account_id"
        " WHERE d.tenant_id = %s AND a.number = %s AND d.on_date = %s",
        (uow.scope.tenant_id, number, on),
    )
    return Day(**row) if row else None


def entries_of(uow: UnitOfWork, transaction_id: UUID) -> list[Row]:
    """Every visible line of one transaction, with its account number."""
    return uow.rows(
        "SELECT e.*, a.number AS account_number, a.name AS account_name FROM ledger_entry e"
        " JOIN ledger_account a ON a.tenant_id = e.tenant_id AND a.id = e.account_id"
        " WHERE e.tenant_id = %s AND e.transaction_id = %s ORDER BY e.line",
        (uow.scope.tenant_id, transaction_id),
    )


def hold(uow: UnitOfWork, hold_id: UUID) -> Row | None:
    """A hold with its account's number and name, if it may be seen."""
    return uow.row(
        "SELECT a.number AS account_number, a.name AS account_name, h.amount_minor, h.currency, h.placed_at, h.ended_at"
        " FROM ledger_hold h JOIN ledger_account a ON a.tenant_id = h.tenant_id AND a.id = h.account_id"
        " WHERE h.tenant_id = %s AND h.id = %s",
        (uow.scope.tenant_id, hold_id),
    )


def exists(uow: UnitOfWork, number: str) -> bool:
    """Whether there is an account of that number, an internal one among them."""
    sql = "SELECT 1 AS one FROM ledger_account WHERE tenant_id = %s AND number = %s"
    return uow.row(sql, (uow.scope.tenant_id, number)) is not None

"""The books at the end of a day (日终): which day it is, cutting it, closing it, and the day's lines of clearing.

The business date of a booking is given by the posting functions, from the days that were cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from kernel.db import UnitOfWork
from kernel.statements import Row

_LAST: Final = "SELECT max(on_date) AS on_date FROM ledger_business_day WHERE tenant_id = %s"
_DAY: Final = "SELECT ledger_business_on(%s, %s) AS on_date"
_CUT: Final = "SELECT ledger_cut_over(%s, %s, %s) AS cut"
_CLOSE: Final = "SELECT accounts, statements FROM ledger_close_portion(%s, %s, %s)"
_CLEARING: Final = """
SELECT a.number AS account, e.currency, x.posting_key AS key, e.kind, e.amount_minor, e.booked_on
  FROM ledger_account a
  JOIN ledger_entry e ON e.tenant_id = a.tenant_id AND e.account_id = a.id AND e.seq IS NULL AND e.booked_on = %(on)s
  JOIN ledger_transaction x ON x.tenant_id = e.tenant_id AND x.id = e.transaction_id
 WHERE a.tenant_id = %(tenant)s AND a.kind = 'internal' AND a.gl_code = %(gl)s
 ORDER BY e.transaction_id, e.line
"""
_BOOKED: Final = """
SELECT x.posting_key AS key, x.booked_on FROM ledger_transaction x
 WHERE x.tenant_id = %s AND x.posting_key = ANY(%s)
"""
_MOVED: Final = """
SELECT count(*) AS accounts, coalesce(sum(d.last_seq - d.first_seq + 1), 0)::bigint AS lines
  FROM ledger_day d WHERE d.tenant_id = %s AND d.on_date = %s
"""
# What an account says it holds against what its entries come to: all up to its last statement, and those since.
_CACHED: Final = """
SELECT a.number, a.currency, a.balance_minor AS cached_minor,
       (coalesce(b.closing_minor, 0) + coalesce(s.moved, 0))::bigint AS entries_minor
  FROM ledger_account a
  LEFT JOIN LATERAL (
       SELECT d.closing_minor, d.last_seq FROM ledger_day d
        WHERE d.tenant_id = a.tenant_id AND d.account_id = a.id ORDER BY d.on_date DESC LIMIT 1) b ON true
  LEFT JOIN LATERAL (
       SELECT sum(e.amount_minor) AS moved FROM ledger_entry e
        WHERE e.tenant_id = a.tenant_id AND e.account_id = a.id AND e.seq > CASE WHEN b.last_seq IS NULL THEN 0 ELSE b.last_seq END) s ON true
 WHERE a.tenant_id = %(tenant)s AND a.kind = 'customer'
   AND a.balance_minor <> coalesce(b.closing_minor, 0) + coalesce(s.moved, 0)
 ORDER BY a.number LIMIT %(limit)s
"""
# And the statement of the day itself: what it opened with, its lines, what it closed with.
_STATED: Final = """
SELECT a.number, a.currency, d.closing_minor AS cached_minor, (d.opening_minor + s.moved)::bigint AS entries_minor
  FROM ledger_day d
  JOIN ledger_account a ON a.tenant_id = d.tenant_id AND a.id = d.account_id
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(e.amount_minor), 0) AS moved FROM ledger_entry e
        WHERE e.tenant_id = d.tenant_id AND e.account_id = d.account_id AND e.seq BETWEEN d.first_seq AND d.last_seq) s
 WHERE d.tenant_id = %(tenant)s AND d.on_date = %(on)s AND d.closing_minor <> d.opening_minor + s.moved
 ORDER BY a.number LIMIT %(limit)s
"""
_HELD: Final = """
SELECT a.number, a.currency, a.held_minor AS cached_minor, coalesce(h.held, 0)::bigint AS entries_minor
  FROM ledger_account a
  LEFT JOIN (SELECT account_id, sum(amount_minor) AS held FROM ledger_hold
              WHERE tenant_id = %(tenant)s AND state = 'open' GROUP BY account_id) h ON h.account_id = a.id
 WHERE a.tenant_id = %(tenant)s AND a.held_minor <> coalesce(h.held, 0)
 ORDER BY a.number LIMIT %(limit)s
"""
_PROOFS: Final = {"balance": _CACHED, "statement": _STATED, "holds": _HELD}


@dataclass(frozen=True, slots=True)
class Unequal:
    """An account whose kept figure is not what its rows come to; which figure, in minor units."""

    what: str
    number: str
    currency: str
    cached_minor: int
    entries_minor: int


def last_cut(uow: UnitOfWork) -> date | None:
    """The last day that was cut; None at a bank that never cut one."""
    row = uow.row(_LAST, (uow.scope.tenant_id,))
    found: date | None = row["on_date"] if row else None
    return found


def business_on(uow: UnitOfWork, today: date) -> date:
    """The business date of what this transaction books; no cut happens before it ends."""
    row = uow.row(_DAY, (uow.scope.tenant_id, today))
    return today if row is None else row["on_date"]


def cut_over(uow: UnitOfWork, on: date, at: datetime) -> bool:
    """Cut a day; False when it was cut before. Waits for every booking that was told a date."""
    rows = uow.rows(_CUT, (uow.scope.tenant_id, on, at))
    return bool(rows[0]["cut"])


def close_portion(uow: UnitOfWork, on: date, limit: int) -> tuple[int, int]:
    """Close a day for so many accounts: how many that were, and how many statements came of it."""
    row = uow.rows(_CLOSE, (uow.scope.tenant_id, on, limit))[0]
    return row["accounts"], row["statements"]


def moved_on(uow: UnitOfWork, on: date) -> Row:
    """Statements of a day, and their lines."""
    return uow.rows(_MOVED, (uow.scope.tenant_id, on))[0]


def clearing_lines(uow: UnitOfWork, on: date, gl_code: str) -> list[Row]:
    """What was booked with clearing on a business day."""
    given: dict[str, Any] = {"tenant": uow.scope.tenant_id, "on": on, "gl": gl_code}
    return uow.rows(_CLEARING, given)


def booked_on(uow: UnitOfWork, keys: Sequence[str]) -> dict[str, date]:
    """The business date of postings by their key; nothing for what is not booked."""
    rows = uow.rows(_BOOKED, (uow.scope.tenant_id, list(keys))) if keys else []
    return {row["key"]: row["booked_on"] for row in rows}


def unequal(uow: UnitOfWork, on: date, limit: int) -> list[Unequal]:
    """Accounts whose kept figures are not what their rows come to."""
    given = {"tenant": uow.scope.tenant_id, "on": on, "limit": limit}
    return [Unequal(what, **row) for what, sql in _PROOFS.items() for row in uow.rows(sql, given)]

"""Days of an account as statements need them: bounds, balances, numbers and sums; never the lines themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kernel.db import UnitOfWork


@dataclass(frozen=True, slots=True)
class DaySums:
    """A day, or what followed the last one: its bounds by line number, and what moved both ways."""

    on_date: date | None
    statement_number: int
    opening_minor: int
    closing_minor: int
    first_seq: int
    last_seq: int
    credit_count: int
    credit_minor: int
    debit_count: int
    debit_minor: int
    since: date | None


_MOVED = """
       count(e.seq) FILTER (WHERE e.amount_minor > 0) AS credit_count,
       coalesce(sum(e.amount_minor) FILTER (WHERE e.amount_minor > 0), 0)::bigint AS credit_minor,
       count(e.seq) FILTER (WHERE e.amount_minor <= 0) AS debit_count,
       coalesce(-sum(e.amount_minor) FILTER (WHERE e.amount_minor <= 0), 0)::bigint AS debit_minor,
       min(e.booked_on) AS since
"""
_CLOSED = f"""
SELECT d.on_date, d.statement_number, d.opening_minor, d.closing_minor, d.first_seq, d.last_seq, {_MOVED}
  FROM ledger_day d
  JOIN ledger_account a ON a.tenant_id = d.tenant_id AND a.id = d.account_id
  JOIN ledger_entry e ON e.tenant_id = d.tenant_id AND e.account_id = d.account_id
   AND e.seq BETWEEN d.first_seq AND d.last_seq
 WHERE d.tenant_id = %s AND a.number = %s AND d.on_date BETWEEN %s AND %s
 GROUP BY d.on_date, d.statement_number, d.opening_minor, d.closing_minor, d.first_seq, d.last_seq
 ORDER BY d.statement_number
"""  # noqa: S608 - our own words, no data
_OPEN = f"""
SELECT NULL::date AS on_date, coalesce(max(b.statement_number), 0) + 1 AS statement_number,
       coalesce(max(b.closing_minor), 0) AS opening_minor, coalesce(max(a.balance_minor), 0) AS closing_minor,
       coalesce(max(b.last_seq), 0) + 1 AS first_seq, coalesce(max(e.seq), max(b.last_seq), 0) AS last_seq, {_MOVED}
  FROM ledger_account a
  LEFT JOIN LATERAL (
       SELECT d.statement_number, d.closing_minor, d.last_seq FROM ledger_day d
        WHERE d.tenant_id = a.tenant_id AND d.account_id = a.id ORDER BY d.statement_number DESC LIMIT 1) b ON true
  LEFT JOIN ledger_entry e ON e.tenant_id = a.tenant_id AND e.account_id = a.id
   AND e.seq > CASE WHEN b.last_seq IS NULL THEN 0 ELSE b.last_seq END  -- not coalesce: see inquiries
 WHERE a.tenant_id = %s AND a.number = %s AND a.kind = 'customer'
"""  # noqa: S608 - the same
_QUIET = """
SELECT CASE WHEN a.statement_on >= %(to)s THEN %(to)s::date END AS on_date,
       coalesce(told.statement_number, 0) AS statement_number,
       coalesce(last.balance_minor, 0) AS opening_minor, coalesce(last.balance_minor, 0) AS closing_minor,
       coalesce(last.seq, 0) + 1 AS first_seq, coalesce(last.seq, 0) AS last_seq,
       0 AS credit_count, 0 AS credit_minor, 0 AS debit_count, 0 AS debit_minor, %(from)s::date AS since
  FROM ledger_account a
  LEFT JOIN LATERAL (
       SELECT d.statement_number FROM ledger_day d
        WHERE d.tenant_id = a.tenant_id AND d.account_id = a.id AND d.on_date < %(from)s
        ORDER BY d.statement_number DESC LIMIT 1) told ON true
  LEFT JOIN LATERAL (
       SELECT e.seq, e.balance_minor FROM ledger_entry e
        WHERE e.tenant_id = a.tenant_id AND e.account_id = a.id AND e.seq IS NOT NULL AND e.booked_on < %(from)s
        ORDER BY e.seq DESC LIMIT 1) last ON true
 WHERE a.tenant_id = %(tenant)s AND a.number = %(number)s AND a.kind = 'customer' AND a.opened_on <= %(to)s
   AND NOT EXISTS (
       SELECT 1 FROM ledger_entry e WHERE e.tenant_id = a.tenant_id AND e.account_id = a.id
          AND e.seq > CASE WHEN last.seq IS NULL THEN 0 ELSE last.seq END AND e.booked_on BETWEEN %(from)s AND %(to)s)
"""


def closed(uow: UnitOfWork, number: str, begin: date, end: date) -> list[DaySums]:
    """The statements of an account between two days, in their order; days without lines have none."""
    rows = uow.rows(_CLOSED, (uow.scope.tenant_id, number, begin, end))
    return [DaySums(**row) for row in rows]


def still_open(uow: UnitOfWork, number: str) -> DaySums:
    """What was booked since the last statement; nothing for an account that is not to be seen."""
    return DaySums(**uow.rows(_OPEN, (uow.scope.tenant_id, number))[0])


def quiet(uow: UnitOfWork, number: str, begin: date, end: date) -> DaySums | None:
    """The statement of days on which nothing moved: opening is closing, and no number is taken.

    None where something did, or where the account was not there yet.
    """
    given = {"tenant": uow.scope.tenant_id, "number": number, "from": begin, "to": end}
    row = uow.row(_QUIET, given)
    return DaySums(**row) if row else None

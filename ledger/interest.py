"""Interest on demand deposits (活期计息): products by day, settled by quarter, days of a year 360.

A day counts with the balance at its end, under the rate that is valid on it (分段计息); a period's interest is the sum
of products × rates, rounded half up, once. All of it in sets: a hundred thousand accounts are one statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from kernel.db import UnitOfWork
from kernel.statements import Row

DAYS_OF_A_YEAR: Final = 360
_MILLIONTHS: Final = 1_000_000
_SETTLED_ON: Final = 20
_QUARTER: Final = 3

# The balance at the end of a day is the closing of the last statement up to it; overdrawn accounts earn nothing.
_ACCRUE: Final = """
WITH rate AS (
  SELECT DISTINCT ON (r.currency) r.currency, r.rate_e6 FROM deposit_rate r
   WHERE r.tenant_id = %(tenant)s AND r.from_on <= %(on)s ORDER BY r.currency, r.from_on DESC
), counted AS (
  INSERT INTO interest_product AS p (tenant_id, enterprise_id, account_id, period_on, rate_e6, currency, product, days,
                                     first_on, through_on)
  SELECT a.tenant_id, a.enterprise_id, a.id, %(period)s, rate.rate_e6, a.currency, d.closing_minor, 1, %(on)s, %(on)s
    FROM ledger_account a
    JOIN rate ON rate.currency = a.currency
   CROSS JOIN LATERAL (
         SELECT x.closing_minor FROM ledger_day x
          WHERE x.tenant_id = a.tenant_id AND x.account_id = a.id AND x.on_date <= %(on)s
          ORDER BY x.on_date DESC LIMIT 1) d
   WHERE a.tenant_id = %(tenant)s AND a.kind = 'customer' AND d.closing_minor > 0
  ON CONFLICT (tenant_id, account_id, period_on, rate_e6) DO UPDATE
     SET product = p.product + excluded.product, days = p.days + 1, through_on = excluded.through_on
   WHERE p.through_on < excluded.through_on
  RETURNING 1
)
SELECT count(*) AS accounts FROM counted
"""
_UNRATED: Final = """
SELECT DISTINCT a.currency FROM ledger_account a
 WHERE a.tenant_id = %(tenant)s AND a.kind = 'customer' AND a.balance_minor > 0
   AND NOT EXISTS (SELECT FROM deposit_rate r WHERE r.tenant_id = a.tenant_id AND r.currency = a.currency AND r.from_on <= %(on)s)
 ORDER BY a.currency
"""
_SETTLED: Final = """
WITH come AS (
  SELECT p.account_id, sum(p.product)::bigint AS product, sum(p.days)::bigint AS days,
         round(sum(p.product::numeric * p.rate_e6) / %(unit)s)::bigint AS interest
    FROM interest_product p WHERE p.tenant_id = %(tenant)s AND p.period_on = %(period)s{whose} GROUP BY p.account_id
), written AS (
  INSERT INTO interest_settlement (tenant_id, enterprise_id, account_id, period_on, number, currency, product, days,
                                   interest_minor, status)
  SELECT a.tenant_id, a.enterprise_id, a.id, %(period)s, a.number, a.currency, c.product, c.days, c.interest,
         CASE WHEN c.interest > 0 THEN 'due' ELSE 'paid' END
    FROM come c JOIN ledger_account a ON a.tenant_id = %(tenant)s AND a.id = c.account_id
  ON CONFLICT DO NOTHING RETURNING interest_minor
)
SELECT count(*) AS accounts FROM written
"""
_SETTLE: Final = _SETTLED.format(whose="")
_SETTLE_ONE: Final = _SETTLED.format(whose=" AND p.account_id = %(account)s")
# What `_SETTLE_ONE` would write now.
_FORESEEN: Final = """
SELECT coalesce(round(sum(p.product::numeric * p.rate_e6) / %(unit)s), 0)::bigint AS interest_minor,
       coalesce(sum(p.days), 0)::bigint AS days
  FROM interest_product p WHERE p.tenant_id = %(tenant)s AND p.period_on = %(period)s AND p.account_id = %(account)s
   AND NOT EXISTS (SELECT FROM interest_settlement s
                    WHERE s.tenant_id = p.tenant_id AND s.account_id = p.account_id AND s.period_on = p.period_on)
"""
_DUE_TO: Final = """
SELECT s.account_id, s.period_on, s.number, s.currency, s.product, s.days, s.interest_minor FROM interest_settlement s
 WHERE s.tenant_id = %s AND s.account_id = %s AND s.status = 'due' FOR UPDATE
"""
# A line of an earlier day without a statement, or a balance of yesterday that no product holds: the night is not over.
_AWAITED: Final = """
SELECT EXISTS (SELECT FROM interest_settlement s
                WHERE s.tenant_id = a.tenant_id AND s.account_id = a.id AND s.status <> 'paid') AS unpaid,
       EXISTS (SELECT FROM ledger_entry e
                WHERE e.tenant_id = a.tenant_id AND e.account_id = a.id
                  AND e.seq > (SELECT coalesce(max(t.last_seq), 0) FROM ledger_day t
                                WHERE t.tenant_id = a.tenant_id AND t.account_id = a.id)
                  AND e.booked_on > a.statement_on AND e.booked_on < %(on)s)
       OR (EXISTS (SELECT FROM deposit_rate r
                    WHERE r.tenant_id = a.tenant_id AND r.currency = a.currency AND r.from_on < %(on)s)
           AND EXISTS (SELECT FROM (SELECT d.closing_minor, d.on_date FROM ledger_day d
                                     WHERE d.tenant_id = a.tenant_id AND d.account_id = a.id
                                     ORDER BY d.on_date DESC LIMIT 1) AS last
                        WHERE last.closing_minor > 0 AND last.on_date < %(on)s)
           AND NOT EXISTS (SELECT FROM interest_product p
                            WHERE p.tenant_id = a.tenant_id AND p.account_id = a.id AND p.through_on = %(on)s - 1)) AS uncounted
  FROM ledger_account a WHERE a.tenant_id = %(tenant)s AND a.id = %(account)s
"""
_DUE: Final = """
SELECT s.account_id, s.period_on, s.number, s.currency, s.product, s.days, s.interest_minor FROM interest_settlement s
 WHERE s.tenant_id = %s AND s.status = 'due' AND s.currency = (
       SELECT f.currency FROM interest_settlement f WHERE f.tenant_id = %s AND f.status = 'due' ORDER BY f.number LIMIT 1)
 ORDER BY s.number, s.period_on LIMIT %s FOR UPDATE
"""
_PARKED: Final = """
SELECT s.account_id, s.period_on, s.number, s.currency, s.product, s.days, s.interest_minor FROM interest_settlement s
  JOIN ledger_account a ON a.tenant_id = s.tenant_id AND a.id = s.account_id AND a.status IN ('open', 'credit_only')
 WHERE s.tenant_id = %s AND s.status = 'parked' ORDER BY s.number, s.period_on LIMIT %s FOR UPDATE OF s
"""
_MARK: Final = """
UPDATE interest_settlement s SET status = %s, settled_at = %s
  FROM unnest(%s::uuid[], %s::date[]) AS m (account_id, period_on)
 WHERE s.tenant_id = %s AND s.account_id = m.account_id AND s.period_on = m.period_on
"""
_TOTALS: Final = """
SELECT s.currency, s.status, count(*) AS accounts, sum(s.interest_minor)::bigint AS interest_minor,
       sum(s.product)::text AS product
  FROM interest_settlement s WHERE s.tenant_id = %s AND s.period_on = %s GROUP BY s.currency, s.status ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Settlement:
    """The interest of one account for one period."""

    account_id: UUID
    period_on: date
    number: str
    currency: str
    product: int
    days: int
    interest_minor: int


def period_of(on: date) -> date:
    """The last day of the period a day belongs to: the 20th of the last month of a quarter."""
    month = on.month + (-on.month) % _QUARTER
    if month == on.month and on.day > _SETTLED_ON:
        month += _QUARTER
    return date(on.year + month // 13, month % 12 or 12, _SETTLED_ON)


def accrue(uow: UnitOfWork, on: date) -> int:
    """Count a day for every account with a balance at its end; returns how many. Again, it counts nothing."""
    given = {"tenant": uow.scope.tenant_id, "on": on, "period": period_of(on)}
    return int(uow.rows(_ACCRUE, given)[0]["accounts"])


def unrated(uow: UnitOfWork, on: date) -> list[str]:
    """Currencies customers hold that no rate is set for."""
    rows = uow.rows(_UNRATED, {"tenant": uow.scope.tenant_id, "on": on})
    return [row["currency"] for row in rows]


def settle(uow: UnitOfWork, period_on: date) -> int:
    """Work out what a period came to, once; returns for how many accounts."""
    given = {
        "tenant": uow.scope.tenant_id, "period": period_on, "unit": DAYS_OF_A_YEAR * _MILLIONTHS,
    }  # fmt: skip
    return int(uow.rows(_SETTLE, given)[0]["accounts"])


def awaited(uow: UnitOfWork, account_id: UUID, on: date) -> bool:
    """Whether interest of an account is worked out and not paid, or days before `on` are not counted yet."""
    given = {"tenant": uow.scope.tenant_id, "account": account_id, "on": on}
    return any(uow.rows(_AWAITED, given)[0].values())


def settle_one(uow: UnitOfWork, account_id: UUID, on: date) -> list[Settlement]:
    """Work out what one account has earned up to the day before `on`, before its period is over; locked, none for nothing."""
    uow.rows(_SETTLE_ONE, _of_one(uow, account_id, on))
    return [Settlement(**row) for row in uow.rows(_DUE_TO, (uow.scope.tenant_id, account_id))]


def foreseen(uow: UnitOfWork, account_id: UUID, on: date) -> tuple[int, int]:
    """What `settle_one` would come to, in minor units, and of how many days; nothing is written."""
    (row,) = uow.rows(_FORESEEN, _of_one(uow, account_id, on))
    return row["interest_minor"], row["days"]


def _of_one(uow: UnitOfWork, account_id: UUID, on: date) -> dict[str, Any]:
    """One account in the period of the day before `on`."""
    period, unit = period_of(on - timedelta(days=1)), DAYS_OF_A_YEAR * _MILLIONTHS
    return {"tenant": uow.scope.tenant_id, "period": period, "account": account_id, "unit": unit}


def due(uow: UnitOfWork, limit: int) -> list[Settlement]:
    """What is to be paid, of one currency, locked."""
    tenant = uow.scope.tenant_id
    return [Settlement(**row) for row in uow.rows(_DUE, (tenant, tenant, limit))]


def payable(uow: UnitOfWork, limit: int) -> list[Settlement]:
    """What was parked and may be paid now, locked."""
    return [Settlement(**row) for row in uow.rows(_PARKED, (uow.scope.tenant_id, limit))]


def mark(uow: UnitOfWork, settled: list[Settlement], status: str, at: datetime) -> None:
    """Note what became of them."""
    if settled:
        ids, periods = [one.account_id for one in settled], [one.period_on for one in settled]
        uow.run(_MARK, (status, at, ids, periods, uow.scope.tenant_id))


def totals(uow: UnitOfWork, period_on: date) -> list[Row]:
    """What a period came to, by currency and state."""
    found: list[dict[str, Any]] = uow.rows(_TOTALS, (uow.scope.tenant_id, period_on))
    return found

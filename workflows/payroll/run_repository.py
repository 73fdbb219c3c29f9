"""All SQL of runs: what a batch is as a payroll, and which accounts were paid before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Jsonb

from kernel.context import Context
from kernel.statements import Row

_ADD: Final = """
INSERT INTO payroll_run (tenant_id, enterprise_id, batch_id, account_number, kind, month, histogram, anomalies, counted,
                         compared_with, created_at)
VALUES (%(tenant)s, %(enterprise)s, %(batch)s, %(account)s, %(kind)s, %(month)s, '[]', '[]', '{}', NULL, %(now)s)
"""
_LOOKED_AT: Final = """
UPDATE payroll_run SET histogram = %(histogram)s, anomalies = %(anomalies)s, counted = %(counted)s, compared_with = %(last)s
 WHERE tenant_id = %(tenant)s AND batch_id = %(batch)s
"""
_ONE: Final = """
SELECT r.*, b.month AS last_month, l.row_count AS last_rows, l.total_minor AS last_minor
  FROM payroll_run r
  LEFT JOIN payroll_run b ON b.tenant_id = r.tenant_id AND b.batch_id = r.compared_with
  LEFT JOIN batch l ON l.tenant_id = r.tenant_id AND l.id = r.compared_with
 WHERE r.tenant_id = %s AND r.enterprise_id = %s AND r.batch_id = ANY (%s)
"""
_LAST: Final = """
SELECT r.batch_id, r.month FROM payroll_run r
  JOIN batch b ON b.tenant_id = r.tenant_id AND b.id = r.batch_id
                  AND b.status IN ('running', 'succeeded', 'partly_succeeded') AND b.reissue_of IS NULL
 WHERE r.tenant_id = %(tenant)s AND r.enterprise_id = %(enterprise)s AND r.account_number = %(account)s
   AND r.kind = %(kind)s AND r.month <= %(month)s AND r.batch_id <> %(batch)s
 ORDER BY r.month DESC, r.created_at DESC LIMIT 1
"""
_EARLIER: Final = """
SELECT batch_id FROM payroll_run
 WHERE tenant_id = %s AND enterprise_id = %s AND batch_id <> %s ORDER BY created_at DESC LIMIT %s
"""
_PAID_MARKS: Final = """
SELECT DISTINCT blind FROM batch_row
 WHERE tenant_id = %s AND batch_id = ANY (%s) AND state IN ('booked', 'settled')
   AND (blind IN (SELECT unnest(%s::bytea[]))) IS TRUE
"""
"""`IS TRUE` has the marks hashed whatever is planned: an array of ten thousand, planned once for all, is gone through
from its beginning for every row."""
_ROW: Final = """
SELECT * FROM batch_row WHERE tenant_id = %s AND enterprise_id = %s AND batch_id = %s AND row_no = %s
"""
_BY_NUMBERS: Final = """
SELECT row_no, reference, sealed FROM batch_row
 WHERE tenant_id = %s AND enterprise_id = %s AND batch_id = %s AND reference = ANY (%s) AND reference <> ''
   AND state <> 'removed'
"""
_BOOK: Final = """
SELECT number, account_mark, project, left_on, account_since FROM payroll_employee
 WHERE tenant_id = %s AND enterprise_id = %s
"""
_LOOKED: Final = """
SELECT (SELECT sha256(coalesce(string_agg(
          int8send(row_no) || sha256(coalesce(sealed, '') || coalesce(blind, '') || convert_to(reference, 'UTF8')),
          ''::bytea ORDER BY row_no), ''))
          FROM batch_row WHERE tenant_id = %(tenant)s AND batch_id = %(batch)s AND state <> 'removed') AS standing,
       k.rows_hash, k.sealed
  FROM (SELECT 1) AS one LEFT JOIN payroll_looked k ON k.tenant_id = %(tenant)s AND k.batch_id = %(batch)s
"""
_KEEP_LOOKED: Final = """
INSERT INTO payroll_looked (tenant_id, enterprise_id, batch_id, rows_hash, sealed)
VALUES (%(tenant)s, %(enterprise)s, %(batch)s, %(hash)s, %(sealed)s)
ON CONFLICT (tenant_id, batch_id) DO UPDATE SET rows_hash = excluded.rows_hash, sealed = excluded.sealed
"""
_EARLIER_MAX: Final = 24


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at all rows found."""

    histogram: Sequence[int]
    anomalies: Sequence[Mapping[str, Any]]
    counted: Mapping[str, int]
    last: UUID | None


def add(ctx: Context, batch: Row, kind: str, month: str) -> None:
    """A new batch is this payroll."""
    given = {
        "tenant": ctx.tenant_id, "enterprise": batch["enterprise_id"], "batch": batch["id"],
        "account": batch["account"], "kind": kind, "month": month, "now": ctx.now,
    }  # fmt: skip
    ctx.uow.run(_ADD, given)


def looked_at(ctx: Context, batch_id: UUID, look: Look) -> None:
    """What stands out in its rows now."""
    given = {
        "histogram": Jsonb(list(look.histogram)), "anomalies": Jsonb(list(look.anomalies)),
        "counted": Jsonb(dict(look.counted)), "last": look.last, "tenant": ctx.tenant_id, "batch": batch_id,
    }  # fmt: skip
    ctx.uow.run(_LOOKED_AT, given)


def looked(ctx: Context, batch_id: UUID) -> tuple[bytes, Row | None]:
    """What tells the rows of a run from any others, and what is kept of them, be they still the same or not."""
    row = ctx.uow.row(_LOOKED, {"tenant": ctx.tenant_id, "batch": batch_id}) or {}
    return bytes(row["standing"]), row if row["sealed"] is not None else None


def keep_looked(ctx: Context, batch_id: UUID, rows_hash: bytes, sealed: bytes) -> None:
    """What was read of these rows, in the place of what was before."""
    given = {
        "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "batch": batch_id, "hash": rows_hash, "sealed": sealed,
    }  # fmt: skip
    ctx.uow.run(_KEEP_LOOKED, given)


def of_batches(ctx: Context, batch_ids: Sequence[UUID]) -> dict[UUID, Row]:
    """What batches are as payrolls."""
    rows = ctx.uow.rows(_ONE, (ctx.tenant_id, ctx.enterprise_id, list(batch_ids)))
    return {row["batch_id"]: row for row in rows}


def last(ctx: Context, run: Row) -> Row | None:
    """The run before this one on the same account and of the same kind: the newest that was paid."""
    given = {
        "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "account": run["account_number"],
        "kind": run["kind"], "month": run["month"], "batch": run["batch_id"],
    }  # fmt: skip
    return ctx.uow.row(_LAST, given)


def paid_before(ctx: Context, batch_id: UUID, marks: Sequence[bytes]) -> frozenset[bytes]:
    """Which accounts an earlier run has paid."""
    earlier = ctx.uow.rows(_EARLIER, (ctx.tenant_id, ctx.enterprise_id, batch_id, _EARLIER_MAX))
    if not earlier:
        return frozenset()
    ids = [row["batch_id"] for row in earlier]
    rows = ctx.uow.rows(_PAID_MARKS, (ctx.tenant_id, ids, list(set(marks))))
    return frozenset(bytes(row["blind"]) for row in rows)


def row(ctx: Context, batch_id: UUID, number: int) -> Row | None:
    """One row as it is stored."""
    return ctx.uow.row(_ROW, (ctx.tenant_id, ctx.enterprise_id, batch_id, number))


def rows_of(ctx: Context, batch_id: UUID, numbers: Sequence[str]) -> list[Row]:
    """The rows of some employees, sealed."""
    key = (ctx.tenant_id, ctx.enterprise_id, batch_id, list(numbers))
    return ctx.uow.rows(_BY_NUMBERS, key)


def book(ctx: Context) -> list[Row]:
    """What the employee book says of everybody, as far as it is not sealed."""
    return ctx.uow.rows(_BOOK, (ctx.tenant_id, ctx.enterprise_id))

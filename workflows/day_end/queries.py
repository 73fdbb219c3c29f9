"""All SQL of the read side of a day's end: which submission a booking is of, what stays open, the reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from kernel import limits
from kernel.context import Context
from kernel.errors import NotFound
from kernel.statements import Row
from kernel.text import Text

# Each submission with the beginning of the keys it is booked under; each way to it by an index of its own, for a day has a
# hundred thousand items, and the table those of every day.
_SENT: Final = """
SELECT s.id, s.subject_type, s.subject_id, s.status, s.reason, b.batch_id, b.row_no FROM submission s
  LEFT JOIN batch_row b ON s.subject_type = 'batch_row' AND b.tenant_id = s.tenant_id AND b.dispatch_id = s.subject_id
 WHERE s.tenant_id = %(tenant)s AND s.id IN (
       SELECT unnest(%(ids)s::uuid[])
       UNION ALL
       SELECT f.id FROM unnest(%(subjects)s::uuid[]) AS w (id)
         JOIN submission f ON f.tenant_id = %(tenant)s AND f.subject_type IN ('payment', 'credit_return') AND f.subject_id = w.id
       UNION ALL
       SELECT f.id FROM unnest(%(batches)s::uuid[], %(rows)s::bigint[]) AS w (batch_id, row_no)
         JOIN batch_row r ON r.tenant_id = %(tenant)s AND r.batch_id = w.batch_id AND r.row_no = w.row_no
         JOIN submission f ON f.tenant_id = %(tenant)s AND f.subject_type = 'batch_row' AND f.subject_id = r.dispatch_id)
"""
_UNSETTLED: Final = """
SELECT * FROM day_end_difference
 WHERE tenant_id = %s AND sort = 'item' AND on_date < %s AND status <> 'cleared' AND explained_by = '' ORDER BY on_date, number
"""
_OF_DAY: Final = "SELECT * FROM day_end_difference WHERE tenant_id = %s AND on_date = %s ORDER BY sort, rail, number"
_ONE: Final = "SELECT * FROM day_end_difference WHERE tenant_id = %s AND number = %s"
_DAYS: Final = """
SELECT d.*, (SELECT count(*) FROM day_end_difference x WHERE x.tenant_id = d.tenant_id AND x.on_date = d.on_date) AS differences,
       (SELECT count(*) FROM day_end_difference x
         WHERE x.tenant_id = d.tenant_id AND x.on_date = d.on_date AND x.status = 'open') AS open,
       (SELECT count(*) FROM day_end_reading r WHERE r.tenant_id = d.tenant_id AND r.on_date = d.on_date) AS readers
  FROM day_end d WHERE d.tenant_id = %s ORDER BY d.on_date DESC LIMIT %s
"""
_DAY: Final = "SELECT * FROM day_end WHERE tenant_id = %s AND on_date = %s"
_STEPS: Final = (
    "SELECT * FROM day_end_transition WHERE tenant_id = %s AND on_date = %s ORDER BY seq"
)
_READERS: Final = """
SELECT name, read_at FROM day_end_reading WHERE tenant_id = %s AND on_date = %s ORDER BY read_at
"""
_OPEN: Final = """
SELECT count(*) AS differences, min(created_at) AS since FROM day_end_difference WHERE tenant_id = %s AND status = 'open'
"""
# Payments that moved on a day, agreed to cost something, and were not charged with it.
_UNCHARGED: Final = """
SELECT DISTINCT p.id, p.enterprise_id, p.number, p.payer_account, p.currency, p.fee_minor, p.rail
  FROM ledger_day d
  JOIN ledger_entry e ON e.tenant_id = d.tenant_id AND e.account_id = d.account_id AND e.seq BETWEEN d.first_seq AND d.last_seq
   AND e.amount_minor < 0 AND e.kind IN ('transfer', 'transfer_out')
  JOIN ledger_transaction x ON x.tenant_id = e.tenant_id AND x.id = e.transaction_id AND x.posting_key LIKE 'payment:%%'
  JOIN payment p ON p.tenant_id = x.tenant_id AND p.id = split_part(x.posting_key, ':', 2)::uuid AND p.fee_minor > 0
 WHERE d.tenant_id = %(tenant)s AND d.on_date = %(on)s
   AND NOT EXISTS (SELECT FROM ledger_entry f WHERE f.tenant_id = x.tenant_id AND f.transaction_id = x.id AND f.detail ? 'fee')
   AND NOT EXISTS (SELECT FROM ledger_transaction f
                    WHERE f.tenant_id = x.tenant_id AND f.posting_key = 'payment:' || p.id || ':fee')
 ORDER BY p.number
"""
_HOUR: Final = "SELECT cut_over FROM day_end_plan WHERE tenant_id = %s"
_WHAT: Final = Text("该日终记录", "The end of that day")


def cut_over(ctx: Context) -> str:
    """The hour the bank has set; empty for none."""
    row = ctx.uow.row(_HOUR, (ctx.tenant_id,))
    return str(row["cut_over"]) if row else ""


def submissions(
    ctx: Context, ids: Sequence[UUID], subjects: Sequence[UUID], rows: Sequence[tuple[UUID, int]]
) -> list[Row]:
    """Submissions by their own ids, by what they are about, or by the row of a batch."""
    given = {
        "tenant": ctx.tenant_id, "ids": list(ids), "subjects": list(subjects), "batches": [one for one, _ in rows],
        "rows": [row for _, row in rows],
    }  # fmt: skip
    return ctx.uow.rows(_SENT, given)


def unsettled(ctx: Context, before: date) -> list[Row]:
    """Items of earlier days that time may have settled."""
    return ctx.uow.rows(_UNSETTLED, (ctx.tenant_id, before))


def differences(ctx: Context, on: date) -> list[Row]:
    """What differed on a day."""
    return ctx.uow.rows(_OF_DAY, (ctx.tenant_id, on))


def difference(ctx: Context, number: str) -> Row:
    """One difference; raises NotFound."""
    row = ctx.uow.row(_ONE, (ctx.tenant_id, number))
    if row is None:
        raise NotFound(Text("该笔差错", "The difference"))
    return row


def days(ctx: Context) -> list[Row]:
    """The last days, the newest first."""
    return ctx.uow.rows(_DAYS, (ctx.tenant_id, limits.DAY_ENDS_SHOWN))


def day(ctx: Context, on: date) -> Row:
    """One day; raises NotFound."""
    row = ctx.uow.row(_DAY, (ctx.tenant_id, on))
    if row is None:
        raise NotFound(_WHAT)
    return row


def steps(ctx: Context, on: date) -> list[Row]:
    """What was done, in its order."""
    return ctx.uow.rows(_STEPS, (ctx.tenant_id, on))


def readers(ctx: Context, on: date) -> list[Row]:
    """Who has read it."""
    return ctx.uow.rows(_READERS, (ctx.tenant_id, on))


def open_differences(ctx: Context) -> Row:
    """How many wait for an explanation, and since when."""
    return ctx.uow.rows(_OPEN, (ctx.tenant_id,))[0]


def uncharged(ctx: Context, on: date) -> list[Row]:
    """Fees that are outstanding of a day."""
    return ctx.uow.rows(_UNCHARGED, {"tenant": ctx.tenant_id, "on": on})

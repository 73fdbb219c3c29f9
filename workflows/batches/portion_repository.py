"""All SQL of paying: rows parted into portions, leases, and what became of each row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Json, Jsonb

from kernel.context import Context
from kernel.statements import Row

_PART: Final = """
INSERT INTO batch_portion (tenant_id, enterprise_id, batch_id, portion, first_row, last_row, status, attempts, due_at)
SELECT %(tenant)s, %(enterprise)s, %(batch)s, p.portion, min(p.row_no), max(p.row_no), 'waiting', 0, %(at)s
  FROM (SELECT row_no, (row_number() OVER (ORDER BY row_no) - 1) / %(size)s + 1 AS portion FROM batch_row
         WHERE tenant_id = %(tenant)s AND batch_id = %(batch)s AND state = 'good') p
 GROUP BY p.portion
"""
_OWN_SUMS: Final = """
SELECT p.portion, sum(r.amount_minor)::bigint AS minor, sum(r.fee_minor)::bigint AS fees
  FROM batch_portion p
  JOIN batch_row r ON r.tenant_id = p.tenant_id AND r.batch_id = p.batch_id AND r.row_no BETWEEN p.first_row AND p.last_row
 WHERE p.tenant_id = %s AND p.batch_id = %s AND r.state = 'good' AND r.rail = 'INTERNAL'
 GROUP BY p.portion ORDER BY p.portion
"""
_ABROAD: Final = """
SELECT row_no, amount_minor + fee_minor AS minor FROM batch_row
 WHERE tenant_id = %s AND batch_id = %s AND state = 'good' AND rail <> 'INTERNAL' ORDER BY row_no
"""
_HELD_PORTIONS: Final = """
UPDATE batch_portion p SET hold_id = h.id FROM unnest(%s::bigint[], %s::uuid[]) AS h (portion, id)
 WHERE p.tenant_id = %s AND p.batch_id = %s AND p.portion = h.portion
"""
_HELD_FEES: Final = """
UPDATE batch_portion p SET fee_hold_id = h.id FROM unnest(%s::bigint[], %s::uuid[]) AS h (portion, id)
 WHERE p.tenant_id = %s AND p.batch_id = %s AND p.portion = h.portion
"""
_HELD_ROWS: Final = """
UPDATE batch_row r SET hold_id = h.id FROM unnest(%s::bigint[], %s::uuid[]) AS h (row_no, id)
 WHERE r.tenant_id = %s AND r.batch_id = %s AND r.row_no = h.row_no
"""
_REFUSE_ALL: Final = """
UPDATE batch_row SET state = 'failed', reason_code = %(code)s, reason = %(reason)s, state_at = %(at)s
 WHERE tenant_id = %(tenant)s AND batch_id = %(batch)s AND state = ANY (%(states)s)
"""
_LEAVE_OUT: Final = """
WITH left_out AS (
  UPDATE batch_row r SET state = 'failed', reason = %(reason)s, state_at = %(at)s,
         reason_code = coalesce((SELECT min(f.code) FROM batch_finding f
                                  WHERE f.tenant_id = r.tenant_id AND f.batch_id = r.batch_id AND f.row_no = r.row_no
                                    AND f.live AND f.severity = 'block'), 'batch.faulty')
   WHERE r.tenant_id = %(tenant)s AND r.batch_id = %(batch)s AND r.state = 'faulty' RETURNING r.row_no, r.amount_minor
), settled AS (
  UPDATE batch_finding f SET live = false FROM left_out l
   WHERE f.tenant_id = %(tenant)s AND f.batch_id = %(batch)s AND f.row_no = l.row_no AND f.live
)
SELECT count(*) AS rows, coalesce(sum(amount_minor), 0)::bigint AS minor FROM left_out
"""
_DUE_BATCHES: Final = """
SELECT id, enterprise_id FROM batch WHERE tenant_id = %s AND status = 'released' AND due_on <= %s
 ORDER BY due_on, created_at LIMIT %s
"""
_CLAIM: Final = """
UPDATE batch_portion SET attempts = attempts + 1, due_at = %(until)s
 WHERE tenant_id = %(tenant)s AND (batch_id, portion) = (
       SELECT batch_id, portion FROM batch_portion
        WHERE tenant_id = %(tenant)s AND status = 'waiting' AND due_at <= %(at)s
        ORDER BY due_at, batch_id, portion LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING *
"""
_HOLD_PLACE: Final = """
SELECT * FROM batch_portion WHERE tenant_id = %s AND batch_id = %s AND portion = %s AND attempts = %s
   AND status = 'waiting' FOR NO KEY UPDATE
"""
_END: Final = """
UPDATE batch_portion SET status = %s, due_at = %s WHERE tenant_id = %s AND batch_id = %s AND portion = %s
"""
_WAITING: Final = """
SELECT row_no, name, account, remark, reference, sealed, amount_minor, bank_code, bank_name, rail, fee_minor, hold_id
  FROM batch_row WHERE tenant_id = %s AND batch_id = %s AND row_no BETWEEN %s AND %s AND state = 'good'
 ORDER BY row_no
"""
_BOOKED: Final = """
UPDATE batch_row SET state = 'booked', transaction_id = %s, state_at = %s
 WHERE tenant_id = %s AND batch_id = %s AND row_no BETWEEN %s AND %s
   AND row_no = ANY (string_to_array(%s, ',')::bigint[]) AND state = 'good'
"""
_SENT: Final = """
UPDATE batch_row SET state = 'sent', dispatch_id = %s, state_at = %s
 WHERE tenant_id = %s AND batch_id = %s AND row_no = %s AND state = 'good'
"""
_FAILED: Final = """
UPDATE batch_row r SET state = 'failed', reason_code = f.code, reason = f.reason, refund_transaction_id = %s, state_at = %s
  FROM jsonb_to_recordset(%s) AS f (row_no bigint, code text, reason jsonb)
 WHERE r.tenant_id = %s AND r.batch_id = %s AND r.row_no = f.row_no AND r.state = 'good'
"""
_LOCK_SENT: Final = """
SELECT r.*, b.account AS payer_account, b.currency AS currency, b.debit AS debit, b.number AS batch_number,
       b.client_serial AS client_serial, b.account_name AS payer_name, b.name AS batch_name, b.door AS door, b.kind AS kind
  FROM batch_row r JOIN batch b ON b.tenant_id = r.tenant_id AND b.id = r.batch_id
 WHERE r.tenant_id = %s AND r.dispatch_id = %s FOR NO KEY UPDATE OF r
"""
_MOVE_SENT: Final = """
UPDATE batch_row SET state = %(target)s, state_at = %(at)s, reason_code = %(code)s, reason = %(reason)s,
       transaction_id = coalesce(%(transaction)s::uuid, transaction_id),
       refund_transaction_id = coalesce(%(refund)s::uuid, refund_transaction_id)
 WHERE tenant_id = %(tenant)s AND batch_id = %(batch)s AND row_no = %(row)s AND state = %(source)s
"""


def part(ctx: Context, batch: Row, size: int) -> None:
    """Part the good rows into portions."""
    given = {
        "tenant": ctx.tenant_id, "enterprise": batch["enterprise_id"], "batch": batch["id"], "at": ctx.now,
        "size": size,
    }  # fmt: skip
    ctx.uow.run(_PART, given)


def own_sums(ctx: Context, batch_id: UUID) -> list[Row]:
    """What each portion pays within the bank, and what that costs."""
    return ctx.uow.rows(_OWN_SUMS, (ctx.tenant_id, batch_id))


def abroad(ctx: Context, batch_id: UUID) -> list[Row]:
    """Each row that goes to another bank, with its fee."""
    return ctx.uow.rows(_ABROAD, (ctx.tenant_id, batch_id))


def keep_holds(
    ctx: Context,
    batch_id: UUID,
    portions: Sequence[tuple[int, UUID]],
    fees: Sequence[tuple[int, UUID]],
    rows: Sequence[tuple[int, UUID]],
) -> None:
    """Remember which hold is for what."""
    for sql, found in ((_HELD_PORTIONS, portions), (_HELD_FEES, fees), (_HELD_ROWS, rows)):
        if found:
            keys, ids = [key for key, _ in found], [hold for _, hold in found]
            ctx.uow.run(sql, (keys, ids, ctx.tenant_id, batch_id))


def refuse_all(
    ctx: Context, batch_id: UUID, states: Sequence[str], code: str, reason: dict[str, str]
) -> int:
    """Rows that stand so have failed, all for one reason; how many."""
    given = {
        "tenant": ctx.tenant_id, "batch": batch_id, "states": list(states), "code": code, "reason": Json(reason),
        "at": ctx.now,
    }  # fmt: skip
    return ctx.uow.run(_REFUSE_ALL, given)


def leave_out(ctx: Context, batch_id: UUID, reason: dict[str, str]) -> Row:
    """Faulty rows fail, each with the code of its first fault; how many, and what they came to."""
    given = {"tenant": ctx.tenant_id, "batch": batch_id, "reason": Json(reason), "at": ctx.now}
    return ctx.uow.rows(_LEAVE_OUT, given)[0]


def due_batches(ctx: Context, today: date, limit: int) -> list[Row]:
    """Agreed batches whose day has come."""
    return ctx.uow.rows(_DUE_BATCHES, (ctx.tenant_id, today, limit))


def claim(ctx: Context, until: datetime) -> Row | None:
    """Lease a portion nobody else has."""
    given = {"tenant": ctx.tenant_id, "at": ctx.now, "until": until}
    found = ctx.uow.rows(_CLAIM, given)
    return found[0] if found else None


def still_ours(ctx: Context, portion: Row) -> bool:
    """Lock a leased portion; False when its lease ran out and another worker has it."""
    key = (ctx.tenant_id, portion["batch_id"], portion["portion"], portion["attempts"])
    return ctx.uow.row(_HOLD_PLACE, key) is not None


def end(ctx: Context, portion: Row, status: str, due_at: datetime) -> None:
    """It is done, or has to wait."""
    ctx.uow.run(_END, (status, due_at, ctx.tenant_id, portion["batch_id"], portion["portion"]))


def waiting(ctx: Context, portion: Row) -> list[Row]:
    """Rows of a portion that are not paid yet; its lock is theirs."""
    key = (ctx.tenant_id, portion["batch_id"], portion["first_row"], portion["last_row"])
    return ctx.uow.rows(_WAITING, key)


def booked(ctx: Context, batch_id: UUID, rows: Sequence[int], transaction: UUID) -> int:
    """These rows are paid, by one transaction; how many of them were waiting."""
    key = (ctx.tenant_id, batch_id, min(rows), max(rows))
    return ctx.uow.run(_BOOKED, (transaction, ctx.now, *key, ",".join(map(str, rows))))


def sent(ctx: Context, batch_id: UUID, row: int, dispatch_id: UUID) -> None:
    """This row is on its way to another bank."""
    ctx.uow.run(_SENT, (dispatch_id, ctx.now, ctx.tenant_id, batch_id, row))


def failed(
    ctx: Context, batch_id: UUID, rows: Sequence[dict[str, Any]], refund: UUID | None
) -> None:
    """These rows are not paid, each for its reason; their money went back."""
    ctx.uow.run(_FAILED, (refund, ctx.now, Jsonb(list(rows)), ctx.tenant_id, batch_id))


def lock_sent(ctx: Context, dispatch_id: UUID) -> Row | None:
    """Lock a row by what clearing's answers are about, with what its batch says."""
    return ctx.uow.row(_LOCK_SENT, (ctx.tenant_id, dispatch_id))


def move_sent(
    ctx: Context, row: Row, target: str, *, code: str = "", reason: dict[str, str] | None = None,
    transaction: UUID | None = None, refund: UUID | None = None,
) -> bool:  # fmt: skip
    """Move a row that is with clearing; False when it is no longer where it was."""
    given = {
        "tenant": ctx.tenant_id, "batch": row["batch_id"], "row": row["row_no"], "source": row["state"],
        "target": target, "at": ctx.now, "code": code, "reason": Json(reason or {}), "transaction": transaction,
        "refund": refund,
    }  # fmt: skip
    return ctx.uow.run(_MOVE_SENT, given) == 1

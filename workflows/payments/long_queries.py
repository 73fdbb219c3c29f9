"""How the payments of a long message stand: rows of batches, told in the words of single payments."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final
from uuid import UUID

from kernel.context import Context
from kernel.statements import Row
from workflows.payments.lines import BLOCK
from workflows.payments.message_commands import BlockStanding

_STATUS: Final = """
CASE r.state WHEN 'booked' THEN 'succeeded' WHEN 'settled' THEN 'succeeded' WHEN 'sent' THEN 'processing'
  WHEN 'failed' THEN 'failed' WHEN 'unknown' THEN 'unknown' WHEN 'returned' THEN 'returned'
  ELSE CASE b.status WHEN 'draft' THEN 'draft' WHEN 'submitted' THEN 'pending_approval' WHEN 'released' THEN 'scheduled'
    WHEN 'running' THEN 'submitted' ELSE b.status END END
"""
_BLOCKS: Final = f"""
SELECT b.id, b.name AS pmt_inf_id, b.account AS payer_account, {_STATUS} AS status, count(*) AS payments,
       bool_or(r.extra ? '{BLOCK}') AND b.row_count > 1 AS together
  FROM batch b JOIN batch_row r ON r.tenant_id = b.tenant_id AND r.batch_id = b.id AND r.state <> 'removed'
 WHERE b.tenant_id = %s AND b.message_row_id = %s
 GROUP BY b.id, b.name, b.account, b.row_count, 4 ORDER BY b.id, 4
"""  # noqa: S608 - words of ours
_LISTS: Final = """
SELECT id, name AS pmt_inf_id, account AS payer_account, false AS together FROM batch
 WHERE tenant_id = %s AND message_row_id = %s ORDER BY id
"""
_PAYMENT: Final = f"""
SELECT b.id AS group_id, coalesce(r.extra ->> '{BLOCK}', b.name) AS pmt_inf_id, b.account AS payer_account, b.created_at,
       b.number || '-' || r.row_no AS number, r.reference AS end_to_end, r.instruction AS instruction_id,
       {_STATUS} AS status, r.reason_code, r.reason
"""
_APART: Final = f"""
{_PAYMENT}
  FROM batch b JOIN batch_row r ON r.tenant_id = b.tenant_id AND r.batch_id = b.id
 WHERE b.tenant_id = %s AND b.message_row_id = %s AND r.state IN ('failed', 'unknown', 'returned')
 ORDER BY b.id, r.row_no LIMIT %s
"""
_PART: Final = f"""
WITH lists AS (
  SELECT *, sum(row_count) OVER (ORDER BY id) - row_count AS before FROM batch
   WHERE tenant_id = %(tenant)s AND message_row_id = %(message)s)
{_PAYMENT}
  FROM lists b JOIN batch_row r ON r.tenant_id = b.tenant_id AND r.batch_id = b.id
   AND r.row_no > %(after)s - b.before AND r.row_no <= %(upto)s - b.before
 ORDER BY b.id, r.row_no
"""  # noqa: S608 - the same
_INSIDE: Final = f"""
SELECT b.id, r.extra ->> '{BLOCK}' AS pmt_inf_id, b.account AS payer_account, true AS together
  FROM batch b JOIN batch_row r ON r.tenant_id = b.tenant_id AND r.batch_id = b.id
 WHERE b.tenant_id = %s AND b.message_row_id = %s AND b.row_count > 1 AND r.extra ->> '{BLOCK}' = ANY (%s)
"""  # noqa: S608 - the same


def blocks(ctx: Context, message_row_id: UUID) -> tuple[BlockStanding, ...]:
    """Each batch of a long message, in the order of the file; nothing of a short one."""
    found = ctx.uow.rows(_BLOCKS, (ctx.tenant_id, message_row_id))
    return tuple(_block(list(rows)) for _, rows in groupby(found, key=lambda row: row["id"]))


def lists(ctx: Context, message_row_id: UUID) -> list[Row]:
    """The batches of a long message, in the order of the file."""
    return ctx.uow.rows(_LISTS, (ctx.tenant_id, message_row_id))


def apart(ctx: Context, message_row_id: UUID, limit: int) -> list[Row]:
    """Payments that failed, came back or are unknown, told as payments are."""
    return ctx.uow.rows(_APART, (ctx.tenant_id, message_row_id, limit))


def part(ctx: Context, message_row_id: UUID, after: int, upto: int) -> list[Row]:
    """Payments of a long message by their places in the file, from 1: those behind `after`, as far as `upto`."""
    given = {"tenant": ctx.tenant_id, "message": message_row_id, "after": after, "upto": upto}
    return ctx.uow.rows(_PART, given)


def inside(ctx: Context, message_row_id: UUID, names: Sequence[str]) -> list[Row]:
    """Which of these PmtInf stand with others in one batch, and in which."""
    return ctx.uow.rows(_INSIDE, (ctx.tenant_id, message_row_id, list(names)))


def _block(rows: list[Row]) -> BlockStanding:
    first = rows[0]
    statuses = {row["status"]: row["payments"] for row in rows}
    return BlockStanding(
        first["id"],
        first["pmt_inf_id"],
        first["payer_account"],
        statuses,
        together=first["together"],
    )

"""How the payments of a long message stand: rows of batches, told in the words of single payments."""

from __future__ import annotations

from itertools import groupby
from typing import Final
from uuid import UUID

from kernel.context import Context
from kernel.statements import Row
from workflows.payments.message_commands import BlockStanding

_STATUS: Final = """
CASE r.state WHEN 'booked' THEN 'succeeded' WHEN 'settled' THEN 'succeeded' WHEN 'sent' THEN 'processing'
  WHEN 'failed' THEN 'failed' WHEN 'unknown' THEN 'unknown' WHEN 'returned' THEN 'returned'
  ELSE CASE b.status WHEN 'draft' THEN 'draft' WHEN 'submitted' THEN 'pending_approval' WHEN 'released' THEN 'scheduled'
    WHEN 'running' THEN 'submitted' ELSE b.status END END
"""
_BLOCKS: Final = f"""
SELECT b.id, b.name AS pmt_inf_id, b.account AS payer_account, {_STATUS} AS status, count(*) AS payments
  FROM batch b JOIN batch_row r ON r.tenant_id = b.tenant_id AND r.batch_id = b.id AND r.state <> 'removed'
 WHERE b.tenant_id = %s AND b.message_row_id = %s
 GROUP BY b.id, b.name, b.account, 4 ORDER BY b.id, 4
"""  # noqa: S608 - words of ours
_LISTS: Final = """
SELECT id, name AS pmt_inf_id, account AS payer_account FROM batch
 WHERE tenant_id = %s AND message_row_id = %s ORDER BY id
"""
_APART: Final = f"""
SELECT b.id AS group_id, b.name AS pmt_inf_id, b.account AS payer_account, b.created_at,
       b.number || '-' || r.row_no AS number, r.reference AS end_to_end, r.instruction AS instruction_id,
       {_STATUS} AS status, r.reason_code, r.reason
  FROM batch b JOIN batch_row r ON r.tenant_id = b.tenant_id AND r.batch_id = b.id
 WHERE b.tenant_id = %s AND b.message_row_id = %s AND r.state IN ('failed', 'unknown', 'returned')
 ORDER BY b.id, r.row_no LIMIT %s
"""  # noqa: S608 - the same


def blocks(ctx: Context, message_row_id: UUID) -> tuple[BlockStanding, ...]:
    """Each PmtInf of a long message, in the order of the file; nothing of a short one."""
    found = ctx.uow.rows(_BLOCKS, (ctx.tenant_id, message_row_id))
    return tuple(_block(list(rows)) for _, rows in groupby(found, key=lambda row: row["id"]))


def lists(ctx: Context, message_row_id: UUID) -> list[Row]:
    """The batches of a long message, in the order of the file."""
    return ctx.uow.rows(_LISTS, (ctx.tenant_id, message_row_id))


def apart(ctx: Context, message_row_id: UUID, limit: int) -> list[Row]:
    """Payments that failed, came back or are unknown, told as payments are."""
    return ctx.uow.rows(_APART, (ctx.tenant_id, message_row_id, limit))


def _block(rows: list[Row]) -> BlockStanding:
    first = rows[0]
    statuses = {row["status"]: row["payments"] for row in rows}
    return BlockStanding(first["id"], first["pmt_inf_id"], first["payer_account"], statuses)

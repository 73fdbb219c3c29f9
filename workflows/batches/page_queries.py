"""What pages read of batches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from kernel.context import Context
from kernel.statements import Row

_CARDS: Final = """
SELECT b.*, (SELECT count(DISTINCT f.row_no) FROM batch_finding f
              WHERE f.tenant_id = b.tenant_id AND f.batch_id = b.id AND f.live AND f.severity = 'warn') AS warnings
  FROM batch b WHERE b.tenant_id = %s AND b.enterprise_id = %s AND b.approval_id = ANY (%s)
"""
_LARGEST: Final = """
SELECT r.name, r.account, r.remark, r.amount_minor,
       EXISTS (SELECT 1 FROM batch_finding f WHERE f.tenant_id = r.tenant_id AND f.batch_id = r.batch_id
                  AND f.row_no = r.row_no AND f.live AND f.severity = 'warn') AS flagged
  FROM batch_row r
 WHERE r.tenant_id = %s AND r.batch_id = %s AND r.sealed IS NULL AND r.state NOT IN ('removed', 'faulty')
 ORDER BY r.amount_minor DESC NULLS LAST, r.row_no LIMIT %s
"""
_SPLIT: Final = """
SELECT count(*) FILTER (WHERE rail = 'INTERNAL') AS own, count(*) FILTER (WHERE rail <> 'INTERNAL') AS other
  FROM batch_row WHERE tenant_id = %s AND batch_id = %s AND state NOT IN ('removed', 'faulty')
"""


def cards(ctx: Context, approvals: Sequence[UUID]) -> list[Row]:
    """Batches that some approvals are about, with how many rows are warned of."""
    return ctx.uow.rows(_CARDS, (ctx.tenant_id, ctx.enterprise_id, list(approvals)))


def largest(ctx: Context, batch_id: UUID, limit: int) -> list[Row]:
    """The largest rows of a batch whose rows may be read."""
    return ctx.uow.rows(_LARGEST, (ctx.tenant_id, batch_id, limit))


def split(ctx: Context, batch_id: UUID) -> Row:
    """How many rows stay within the bank, and how many leave it."""
    return ctx.uow.row(_SPLIT, (ctx.tenant_id, batch_id)) or {}

"""All SQL of packs of payslips."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from kernel import limits
from kernel.context import Context
from kernel.statements import Row

KEPT: Final = timedelta(seconds=limits.PAYSLIP_PACK_KEPT_S)
LEASE: Final = timedelta(seconds=limits.TASK_LEASE_S)
_ADD: Final = """
INSERT INTO payslip_pack (tenant_id, enterprise_id, id, batch_id, layout, status, attempts, due_at, made, total, size,
                          piece_bytes, pieces, created_at)
VALUES (%(tenant)s, %(enterprise)s, %(id)s, %(batch)s, %(layout)s, 'waiting', 0, %(now)s, 0, 0, 0, 0, 0, %(now)s)
ON CONFLICT (tenant_id, batch_id, layout) WHERE status = 'waiting' DO NOTHING
"""
_LIST: Final = """
SELECT * FROM payslip_pack WHERE tenant_id = %s AND enterprise_id = %s AND batch_id = %s
 ORDER BY created_at DESC, id DESC LIMIT %s
"""
_ONE: Final = """
SELECT * FROM payslip_pack WHERE tenant_id = %s AND enterprise_id = %s AND id = %s AND status = 'ready'
"""
_CLAIM: Final = """
UPDATE payslip_pack SET attempts = attempts + 1, due_at = %(until)s
 WHERE tenant_id = %(tenant)s AND id = (
       SELECT id FROM payslip_pack WHERE tenant_id = %(tenant)s AND status = 'waiting' AND due_at <= %(now)s
        ORDER BY due_at, id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED)
RETURNING *
"""
# Whoever lost the lease changes nothing: its attempt is no longer the pack's.
_PROGRESS: Final = """
UPDATE payslip_pack SET made = %(made)s, total = %(total)s, due_at = %(until)s
 WHERE tenant_id = %(tenant)s AND id = %(id)s AND attempts = %(attempt)s AND status = 'waiting'
"""
_READY: Final = """
UPDATE payslip_pack SET status = 'ready', size = %(size)s, piece_bytes = %(piece)s, pieces = %(pieces)s, due_at = %(until)s
 WHERE tenant_id = %(tenant)s AND id = %(id)s AND attempts = %(attempt)s AND status = 'waiting'
"""
_FAILED: Final = """
UPDATE payslip_pack SET status = CASE WHEN attempts >= %(most)s THEN 'failed' ELSE status END, due_at = %(again)s
 WHERE tenant_id = %(tenant)s AND id = %(id)s AND attempts = %(attempt)s AND status = 'waiting'
"""
_EXPIRE: Final = """
UPDATE payslip_pack SET status = 'expired' WHERE tenant_id = %s AND status = 'ready' AND due_at <= %s
RETURNING id, attempts
"""
_SLIPS: Final = """
SELECT id, row, number, month, kind, sealed FROM payslip
 WHERE tenant_id = %s AND enterprise_id = %s AND batch_id = %s AND row > %s ORDER BY row LIMIT %s
"""
_HOW_MANY: Final = """
SELECT count(*) AS n FROM payslip WHERE tenant_id = %s AND enterprise_id = %s AND batch_id = %s
"""


def add(ctx: Context, batch_id: UUID, layout: str) -> None:
    """Ask for a pack; nothing happens while the same waits to be made."""
    given = {
        "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "id": ctx.world.ids.uuid7(), "batch": batch_id,
        "layout": layout, "now": ctx.now,
    }  # fmt: skip
    ctx.uow.run(_ADD, given)


def listed(ctx: Context, batch_id: UUID, limit: int) -> list[Row]:
    """The last packs of a run."""
    return ctx.uow.rows(_LIST, (ctx.tenant_id, ctx.enterprise_id, batch_id, limit))


def ready_one(ctx: Context, pack_id: UUID) -> Row | None:
    """A pack whose file is there."""
    return ctx.uow.row(_ONE, (ctx.tenant_id, ctx.enterprise_id, pack_id))


def how_many(ctx: Context, batch_id: UUID) -> int:
    """How many slips a run has."""
    return int(
        (ctx.uow.row(_HOW_MANY, (ctx.tenant_id, ctx.enterprise_id, batch_id)) or {"n": 0})["n"]
    )


def slips(ctx: Context, batch_id: UUID, after: int, limit: int) -> list[Row]:
    """A page of a run's slips by row (worker)."""
    return ctx.uow.rows(_SLIPS, (ctx.tenant_id, ctx.enterprise_id, batch_id, after, limit))


def claim(ctx: Context) -> Row | None:
    """Take one that is to be made, for a while (worker)."""
    given = {"tenant": ctx.tenant_id, "now": ctx.now, "until": ctx.now + LEASE}
    found = ctx.uow.rows(_CLAIM, given)
    return found[0] if found else None


def progress(ctx: Context, pack: Row, made: int, total: int) -> bool:
    """How far it is; whoever gets on keeps the lease. False when another has it (worker)."""
    more = {"made": made, "total": total, "until": ctx.now + LEASE}
    return ctx.uow.run(_PROGRESS, _of(ctx, pack) | more) == 1


def ready(ctx: Context, pack: Row, size: int, piece: int, pieces: int) -> bool:
    """Its file is there; False when another made it meanwhile (worker)."""
    more = {"size": size, "piece": piece, "pieces": pieces, "until": ctx.now + KEPT}
    return ctx.uow.run(_READY, _of(ctx, pack) | more) == 1


def failed(ctx: Context, pack: Row) -> None:
    """It could not be made: again later, or never (worker)."""
    again: datetime = ctx.now + timedelta(minutes=pack["attempts"])
    ctx.uow.run(_FAILED, _of(ctx, pack) | {"most": limits.TASK_ATTEMPTS_MAX, "again": again})


def expire(ctx: Context) -> list[Row]:
    """Packs whose day is over (worker)."""
    return ctx.uow.rows(_EXPIRE, (ctx.tenant_id, ctx.now))


def _of(ctx: Context, pack: Row) -> dict[str, Any]:
    return {"tenant": ctx.tenant_id, "id": pack["id"], "attempt": pack["attempts"]}

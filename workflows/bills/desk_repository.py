"""All SQL of the bank's own answers and of the money that comes in against bills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Json

from kernel.bills.acts import Act
from kernel.bills.intervals import Interval
from kernel.context import Context
from kernel.db import Retry
from kernel.errors import NotFound
from kernel.statements import Row
from kernel.text import Text

_INSERT: Final = """
INSERT INTO bill_desk_act (tenant_id, id, open_id, bill_number, starts_at, ends_at, act, agrees, why, asked, hold_id,
                           status, version, created_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'sent', 1, %s) ON CONFLICT DO NOTHING
"""
_MOVE: Final = """
UPDATE bill_desk_act SET status = %s, version = version + 1, hold_id = %s
 WHERE tenant_id = %s AND id = %s AND status = 'sent'
"""
_USED: Final = """
SELECT coalesce(sum(p.amount_minor), 0)::bigint AS used FROM bill b
  JOIN bill_piece p ON p.tenant_id = b.tenant_id AND p.number = b.number
 WHERE b.tenant_id = %s AND b.face->'acceptor'->>'code' = %s AND b.face->'drawer'->>'code' = %s
   AND p.stage NOT IN ('registered', 'void', 'paid')
"""
_MARGIN: Final = """
SELECT id, hold_id FROM bill_desk_act
 WHERE tenant_id = %s AND bill_number = %s AND act = 'ask_acceptance' AND hold_id IS NOT NULL
"""

_CLAIM: Final = """
INSERT INTO bill_settlement (tenant_id, reference, bill_number, starts_at, ends_at, amount_minor, payee_account,
                             transaction_id, booked_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class NewAct:
    """An answer of the bank's own; `why` is empty when it agrees."""

    id: UUID
    open_id: str
    bill_number: str
    interval: Interval
    act: Act
    why: str
    asked: Mapping[str, Any]
    hold_id: UUID | None


def insert(ctx: Context, new: NewAct) -> bool:
    """Write an answer; False when the request was answered before."""
    row = (
        ctx.tenant_id, new.id, new.open_id, new.bill_number, new.interval.start, new.interval.end, new.act.value,
        not new.why, new.why, Json(dict(new.asked)), new.hold_id, ctx.now,
    )  # fmt: skip
    return ctx.uow.run(_INSERT, row) == 1


def lock(ctx: Context, act_id: UUID) -> Row:
    """Lock one answer; raises NotFound."""
    sql = "SELECT * FROM bill_desk_act WHERE tenant_id = %s AND id = %s FOR NO KEY UPDATE"
    row = ctx.uow.row(sql, (ctx.tenant_id, act_id))
    if row is None:
        raise NotFound(Text("该应答", "The answer"))
    return row


def end(ctx: Context, act_id: UUID, status: str, hold_id: UUID | None) -> None:
    """Note what the exchange made of it, once. Raises Retry when somebody else has."""
    if ctx.uow.run(_MOVE, (status, hold_id, ctx.tenant_id, act_id)) != 1:
        raise Retry


def accepted_for(ctx: Context, bank_code: str, drawer_code: str) -> int:
    """How much the bank has accepted for a drawer and not yet paid."""
    row = ctx.uow.row(_USED, (ctx.tenant_id, bank_code, drawer_code))
    return int(row["used"]) if row else 0


def take_margin(ctx: Context, bill_number: str) -> UUID | None:
    """The hold of a bill's margin, which is nobody's from now on; None when there is none."""
    held = ctx.uow.row(_MARGIN, (ctx.tenant_id, bill_number))
    if held is None:
        return None
    sql = "UPDATE bill_desk_act SET hold_id = NULL, version = version + 1 WHERE tenant_id = %s AND id = %s"
    ctx.uow.run(sql, (ctx.tenant_id, held["id"]))
    hold_id: UUID = held["hold_id"]
    return hold_id


def claim_money(
    ctx: Context, reference: str, number: str, interval: Interval, account: str
) -> UUID | None:
    """The transaction to book a settlement under; None when it was booked before."""
    transaction_id = ctx.world.ids.uuid7()
    row = (
        ctx.tenant_id, reference, number, interval.start, interval.end, interval.amount_minor, account, transaction_id,
        ctx.now,
    )  # fmt: skip
    return transaction_id if ctx.uow.run(_CLAIM, row) == 1 else None

"""All SQL of the bank's own answers and of the money that comes in against bills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from workflows.bills.states import DeskStatus

_INSERT: Final = """
INSERT INTO bill_desk_act (tenant_id, id, open_id, bill_number, starts_at, ends_at, act, agrees, why, asked, hold_id,
                           status, version, created_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 1, %s) ON CONFLICT DO NOTHING
"""
_MOVE: Final = """
UPDATE bill_desk_act SET status = %s, version = version + 1, hold_id = %s
 WHERE tenant_id = %s AND id = %s AND status = 'sent'
"""
_DECIDED: Final = """
UPDATE bill_desk_act SET status = 'sent', version = version + 1, hold_id = %s, asked = %s, agrees = %s, why = %s
 WHERE tenant_id = %s AND id = %s AND status = 'waiting'
"""
_LAPSE: Final = """
UPDATE bill_desk_act SET status = 'lapsed', version = version + 1
 WHERE tenant_id = %s AND bill_number = %s AND status = 'waiting' AND open_id <> ALL(%s)
"""
_PAYING: Final = """
SELECT 1 AS found FROM bill_desk_act
 WHERE tenant_id = %s AND bill_number = %s AND starts_at <= %s AND ends_at >= %s AND status = 'sent' AND agrees
   AND act IN ('present', 'present_late') LIMIT 1
"""
_MARGIN: Final = """
SELECT id, hold_id FROM bill_desk_act
 WHERE tenant_id = %s AND bill_number = %s AND act = 'ask_acceptance' AND hold_id IS NOT NULL
"""

_DISCOUNT: Final = """
INSERT INTO bill_discount (tenant_id, enterprise_id, open_id, bill_number, starts_at, ends_at, rate, days, from_on, until_on,
                           interest_minor, buyer_minor, buyer_name, proceeds_minor, booked_at)
SELECT e.tenant_id, e.id, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s FROM enterprise e
 WHERE e.tenant_id = %s AND e.uscc = %s
"""
_CLAIM: Final = """
INSERT INTO bill_settlement (tenant_id, reference, bill_number, starts_at, ends_at, amount_minor, payee_account,
                             transaction_id, booked_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""


def insert(  # noqa: PLR0917 - a row
    ctx: Context,
    act_id: UUID,
    open_id: str,
    act: Act,
    said: Mapping[str, Any],
    hold_id: UUID | None,
    status: DeskStatus,
    why: str,
) -> None:
    """Write an answer or a request of the bank's own. Raises Retry when another worker has answered."""
    agrees = not why and status is not DeskStatus.WAITING
    row = (
        ctx.tenant_id, act_id, open_id, said["number"], said["start"], said["end"], act.value, agrees, why,
        Json(dict(said)), hold_id, status.value, ctx.now,
    )  # fmt: skip
    if ctx.uow.run(_INSERT, row) != 1:
        raise Retry


def is_known(ctx: Context, open_id: str) -> bool:
    """Whether a request was answered, or laid before people, before."""
    sql = "SELECT 1 AS found FROM bill_desk_act WHERE tenant_id = %s AND open_id = %s"
    return ctx.uow.row(sql, (ctx.tenant_id, open_id)) is not None


def lapse(ctx: Context, number: str, still: Sequence[str]) -> None:
    """What waited for people and is not asked any more has lapsed."""
    ctx.uow.run(_LAPSE, (ctx.tenant_id, number, list(still)))


def is_paying(ctx: Context, number: str, interval: Interval) -> bool:
    """Whether the bank has said that it pays an interval, and the exchange has not yet said that it has."""
    return ctx.uow.row(_PAYING, (ctx.tenant_id, number, interval.start, interval.end)) is not None


def lock_waiting(ctx: Context, open_id: str) -> Row | None:
    """Lock a request that waits for people; None when it waits no more."""
    sql = "SELECT * FROM bill_desk_act WHERE tenant_id = %s AND open_id = %s AND status = 'waiting' FOR NO KEY UPDATE"
    return ctx.uow.row(sql, (ctx.tenant_id, open_id))


def decided(
    ctx: Context, act: Row, said: Mapping[str, Any], hold_id: UUID | None, *, agrees: bool, why: str
) -> None:
    """What people have decided goes to the exchange. Raises Retry when it has moved on."""
    row = (hold_id, Json(dict(said)), agrees, why, ctx.tenant_id, act["id"])
    if ctx.uow.run(_DECIDED, row) != 1:
        raise Retry


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


def take_margin(ctx: Context, bill_number: str) -> UUID | None:
    """The hold of a bill's margin, which is nobody's from now on; None when there is none."""
    held = ctx.uow.row(_MARGIN, (ctx.tenant_id, bill_number))
    if held is None:
        return None
    sql = "UPDATE bill_desk_act SET hold_id = NULL, version = version + 1 WHERE tenant_id = %s AND id = %s"
    ctx.uow.run(sql, (ctx.tenant_id, held["id"]))
    hold_id: UUID = held["hold_id"]
    return hold_id


def note_discount(ctx: Context, act: Row, seller_code: str) -> None:
    """What a discount came to, for its seller's voucher."""
    said, face = act["asked"]["figures"], act["ends_at"] - act["starts_at"] + 1
    interest, buyers = said["interest_minor"], said["buyer_minor"]
    row = (
        act["open_id"], act["bill_number"], act["starts_at"], act["ends_at"], said["rate"], said["days"],
        said["from_on"], said["until_on"], interest, buyers, said.get("buyer_name", ""), face - interest + buyers,
        ctx.now, ctx.tenant_id, seller_code,
    )  # fmt: skip
    ctx.uow.run(_DISCOUNT, row)


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

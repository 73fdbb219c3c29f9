"""All SQL of what the bank has accepted and of what it has advanced."""

from __future__ import annotations

from datetime import date
from typing import Final

from kernel.bills.intervals import Interval
from kernel.bills.records import Party
from kernel.context import Context
from kernel.db import Retry
from kernel.statements import Row

_INSERT: Final = """
INSERT INTO bill_acceptance (tenant_id, number, drawer_code, drawer_name, account_number, face_minor, margin_minor,
                             face_left_minor, margin_left_minor, due_on, accepted_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_LOCK: Final = (
    "SELECT * FROM bill_acceptance WHERE tenant_id = %s AND number = %s FOR NO KEY UPDATE"
)
_ENDS: Final = """
SELECT starts_at, ends_at FROM bill_acceptance_end WHERE tenant_id = %s AND number = %s ORDER BY starts_at
"""
_END: Final = """
INSERT INTO bill_acceptance_end (tenant_id, number, starts_at, ends_at, margin_minor, is_paid, ended_at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
_LESS: Final = """
UPDATE bill_acceptance SET face_left_minor = face_left_minor - %s, margin_left_minor = margin_left_minor - %s
 WHERE tenant_id = %s AND number = %s
"""
_ADVANCE: Final = """
INSERT INTO bill_advance (tenant_id, id, bill_number, drawer_name, account_number, amount_minor, left_minor, times, advanced_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, 0, %s)
"""
_OWED: Final = """
SELECT id FROM bill_advance WHERE tenant_id = %s AND left_minor > 0 ORDER BY advanced_at, id
"""
_LOCK_ADVANCE: Final = (
    "SELECT * FROM bill_advance WHERE tenant_id = %s AND id = %s FOR NO KEY UPDATE"
)
_COLLECTED: Final = """
UPDATE bill_advance SET left_minor = left_minor - %s, times = times + 1 WHERE tenant_id = %s AND id = %s AND times = %s
"""


def insert(ctx: Context, act: Row, drawer: Party, face_minor: int, margin_minor: int) -> None:
    """Write down that the bank is bound."""
    row = (
        ctx.tenant_id, act["bill_number"], drawer.code, drawer.name, drawer.account, face_minor, margin_minor,
        face_minor, margin_minor, date.fromisoformat(act["asked"]["due_on"]), ctx.now,
    )  # fmt: skip
    ctx.uow.run(_INSERT, row)


def lock(ctx: Context, number: str) -> Row | None:
    """Lock what the bank has accepted, by the number of the package; None when it has not."""
    return ctx.uow.row(_LOCK, (ctx.tenant_id, number))


def ends(ctx: Context, number: str) -> list[Interval]:
    """The intervals of it that have ended."""
    rows = ctx.uow.rows(_ENDS, (ctx.tenant_id, number))
    return [Interval(row["starts_at"], row["ends_at"]) for row in rows]


def end(ctx: Context, number: str, interval: Interval, margin_minor: int, *, is_paid: bool) -> None:
    """Note that an interval has ended, and take it off what is left."""
    row = (
        ctx.tenant_id, number, interval.start, interval.end, margin_minor, is_paid, ctx.now,
    )  # fmt: skip
    ctx.uow.run(_END, row)
    ctx.uow.run(_LESS, (interval.amount_minor, margin_minor, ctx.tenant_id, number))


def advance(ctx: Context, number: str, drawer: Party, minor: int) -> None:
    """Write down what the bank has paid for a drawer."""
    row = (
        ctx.tenant_id, ctx.world.ids.uuid7(), number, drawer.name, drawer.account, minor, minor, ctx.now,
    )  # fmt: skip
    ctx.uow.run(_ADVANCE, row)


def owed(ctx: Context) -> list[Row]:
    """The advances that are not collected."""
    return ctx.uow.rows(_OWED, (ctx.tenant_id,))


def lock_advance(ctx: Context, advance_id: object) -> Row | None:
    """Lock one of them."""
    return ctx.uow.row(_LOCK_ADVANCE, (ctx.tenant_id, advance_id))


def collected(ctx: Context, row: Row, minor: int) -> None:
    """A part of it has come in. Raises Retry when somebody else collects."""
    if ctx.uow.run(_COLLECTED, (minor, ctx.tenant_id, row["id"], row["times"])) != 1:
        raise Retry

"""All SQL about statements that come by themselves."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from kernel.context import Context
from kernel.statements import Row

_INSERT: Final = """
INSERT INTO statement_schedule (tenant_id, enterprise_id, id, account_number, user_id, period, format, status, next_on,
                                created_at)
VALUES (%(tenant_id)s, %(enterprise_id)s, %(id)s, %(account_number)s, %(user_id)s, %(period)s, %(format)s, 'active',
        %(next_on)s, %(created_at)s)
"""
_OF: Final = """
SELECT * FROM statement_schedule
 WHERE tenant_id = %s AND enterprise_id = %s AND account_number = %s AND status = 'active' ORDER BY created_at, id
"""
_ONE: Final = """
SELECT * FROM statement_schedule WHERE tenant_id = %s AND enterprise_id = %s AND id = %s AND status = 'active'
"""
_END: Final = """
UPDATE statement_schedule SET status = 'ended', ended_at = %s
 WHERE tenant_id = %s AND enterprise_id = %s AND id = %s AND status = 'active'
"""
_DUE: Final = """
SELECT * FROM statement_schedule WHERE tenant_id = %s AND status = 'active' AND next_on <= %s
 ORDER BY next_on, id LIMIT %s
"""
# Compare-and-set: of two workers one moves it on, and only that one's task is kept.
_MOVE: Final = """
UPDATE statement_schedule SET next_on = %s
 WHERE tenant_id = %s AND id = %s AND status = 'active' AND next_on = %s
"""


def insert(ctx: Context, schedule: Row) -> None:
    """Keep a schedule."""
    ctx.uow.run(_INSERT, schedule)


def of_account(ctx: Context, account_number: str) -> list[Row]:
    """The schedules of an account that run."""
    return ctx.uow.rows(_OF, (ctx.tenant_id, ctx.enterprise_id, account_number))


def running(ctx: Context, schedule_id: UUID) -> Row | None:
    """One that runs."""
    return ctx.uow.row(_ONE, (ctx.tenant_id, ctx.enterprise_id, schedule_id))


def end(ctx: Context, schedule_id: UUID) -> None:
    """Let it run no more."""
    ctx.uow.run(_END, (ctx.now, ctx.tenant_id, ctx.enterprise_id, schedule_id))


def due(ctx: Context, today: date, limit: int) -> list[Row]:
    """Those of the bank whose period is over (worker)."""
    return ctx.uow.rows(_DUE, (ctx.tenant_id, today, limit))


def move(ctx: Context, schedule: Row, next_on: date) -> bool:
    """Go on to the next period; False when somebody else has (worker)."""
    moved = ctx.uow.run(_MOVE, (next_on, ctx.tenant_id, schedule["id"], schedule["next_on"]))
    return moved == 1

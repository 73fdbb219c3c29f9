"""All SQL of the desk about the end of a day: rates with their history, differences, alarms."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

import psycopg
from psycopg.types.json import Json

from kernel import limits
from kernel.context import Context
from kernel.db import savepoint
from kernel.errors import NotFound
from kernel.statements import Row
from kernel.text import Text

_RATES: Final = """
SELECT currency, from_on, rate_e6, set_at FROM deposit_rate WHERE tenant_id = %s ORDER BY currency, from_on DESC
"""
_VALID: Final = """
SELECT rate_e6 FROM deposit_rate WHERE tenant_id = %s AND currency = %s AND from_on <= %s ORDER BY from_on DESC LIMIT 1
"""
_ADD: Final = """
INSERT INTO deposit_rate (tenant_id, currency, from_on, rate_e6, set_at) VALUES (%s, %s, %s, %s, %s)
"""
_OPEN_ON: Final = """
SELECT max(on_date) + 1 AS on_date FROM ledger_business_day WHERE tenant_id = %s
"""
_DIFFERENCE: Final = "SELECT * FROM day_end_difference WHERE tenant_id = %s AND number = %s"
_EXPLAIN: Final = """
UPDATE day_end_difference SET status = 'explained', said = %s, explained_by = %s, status_at = %s
 WHERE tenant_id = %s AND number = %s AND status = 'open'
"""
_CUT_OVER: Final = "SELECT cut_over FROM day_end_plan WHERE tenant_id = %s"
_SET_CUT_OVER: Final = """
INSERT INTO day_end_plan (tenant_id, cut_over, set_at) VALUES (%s, %s, %s)
ON CONFLICT (tenant_id) DO UPDATE SET cut_over = excluded.cut_over, set_at = excluded.set_at
"""
_ALARMS: Final = (
    "SELECT * FROM alarm WHERE tenant_id = %s AND live ORDER BY raised_at, code, subject LIMIT %s"
)
_END_ALARM: Final = """
UPDATE alarm SET live = false, ended_at = %s, ended_by = %s WHERE tenant_id = %s AND id = %s AND live
"""


def cut_over(ctx: Context) -> str:
    """When the bank cuts its days, if it has said so."""
    row = ctx.uow.row(_CUT_OVER, (ctx.tenant_id,))
    return str(row["cut_over"]) if row else ""


def set_cut_over(ctx: Context, hour: str) -> None:
    """From now on days are cut then."""
    ctx.uow.run(_SET_CUT_OVER, (ctx.tenant_id, hour, ctx.now))


def alarms(ctx: Context) -> list[Row]:
    """What the coherence checker found wrong and nobody has looked into."""
    return ctx.uow.rows(_ALARMS, (ctx.tenant_id, limits.DESK_ROWS_MAX))


def end_alarm(ctx: Context, alarm_id: UUID) -> None:
    """Somebody has looked into it; raises NotFound for one that is over."""
    if ctx.uow.run(_END_ALARM, (ctx.now, ctx.actor.name, ctx.tenant_id, alarm_id)) != 1:
        raise NotFound(Text("该告警", "The alarm"))


def rates(ctx: Context) -> list[Row]:
    """Every rate that ever counted, the newest of each currency first."""
    return ctx.uow.rows(_RATES, (ctx.tenant_id,))


def rate_on(ctx: Context, currency: str, on: date) -> int | None:
    """The rate valid on a day, in millionths."""
    row = ctx.uow.row(_VALID, (ctx.tenant_id, currency, on))
    return row["rate_e6"] if row else None


def add_rate(ctx: Context, currency: str, from_on: date, rate_e6: int) -> bool:
    """Add to the history; False when that day has a rate already."""
    try:
        with savepoint(ctx.uow):
            ctx.uow.run(_ADD, (ctx.tenant_id, currency, from_on, rate_e6, ctx.now))
    except psycopg.errors.UniqueViolation:
        return False
    return True


def open_on(ctx: Context) -> date | None:
    """The first day that is not cut."""
    row = ctx.uow.row(_OPEN_ON, (ctx.tenant_id,))
    return row["on_date"] if row else None


def difference(ctx: Context, number: str) -> Row:
    """One difference; raises NotFound."""
    row = ctx.uow.row(_DIFFERENCE, (ctx.tenant_id, number))
    if row is None:
        raise NotFound(Text("该笔差错", "The difference"))
    return row


def explain(ctx: Context, number: str, said: str) -> bool:
    """What two people found out about an open difference; False when it is open no more."""
    given = (Json({"zh": said, "en": said}), ctx.actor.name, ctx.now, ctx.tenant_id, number)
    return ctx.uow.run(_EXPLAIN, given) == 1

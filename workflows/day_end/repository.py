"""All SQL of the write side of a day's end; the day is locked before anything it finds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from psycopg.types.json import Json

from kernel.context import Context
from kernel.db import Retry
from kernel.statements import Row
from kernel.text import Text
from workflows.day_end.states import CHART, Cause, DifferenceStatus

_OPEN: Final = """
INSERT INTO day_end (tenant_id, on_date, status, status_at, version, begun_at, waiting) VALUES (%s, %s, %s, %s, 0, %s, '')
ON CONFLICT DO NOTHING
"""
_LOCK: Final = "SELECT * FROM day_end WHERE tenant_id = %s AND on_date = %s FOR NO KEY UPDATE"
_MOVE: Final = """
UPDATE day_end SET status = %(target)s, status_at = %(at)s, version = version + 1, waiting = ''
 WHERE tenant_id = %(tenant)s AND on_date = %(on)s AND status = %(source)s AND version = %(version)s
"""
_STEP: Final = """
INSERT INTO day_end_transition (tenant_id, on_date, seq, source, target, trigger, actor, note, at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_WAITING: Final = """
UPDATE day_end SET waiting = %s WHERE tenant_id = %s AND on_date = %s AND waiting <> %s
"""
_PENDING: Final = """
SELECT on_date FROM day_end WHERE tenant_id = %s AND status <> 'closed' ORDER BY on_date
"""
_DIFFER: Final = """
INSERT INTO day_end_difference (tenant_id, id, number, on_date, sort, rail, item, currency, ours_minor, theirs_minor, cause,
                                said, status, explained_by, created_at, status_at)
VALUES (%(tenant)s, %(id)s, %(number)s, %(on)s, %(sort)s, %(rail)s, %(item)s, %(currency)s, %(ours)s, %(theirs)s, %(cause)s,
        %(said)s, %(status)s, '', %(at)s, %(at)s)
ON CONFLICT (tenant_id, on_date, sort, rail, item) DO NOTHING
"""
_CLEAR: Final = """
UPDATE day_end_difference SET status = 'cleared', said = %s, status_at = %s
 WHERE tenant_id = %s AND id = %s AND status <> 'cleared'
"""
_READ: Final = """
INSERT INTO day_end_reading (tenant_id, on_date, staff_id, name, read_at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING
"""


def begin(ctx: Context, on: date) -> Row:
    """The row of a day, made when it is not there; locked."""
    ctx.uow.run(_OPEN, (ctx.tenant_id, on, CHART.initial, ctx.now, ctx.now))
    return lock(ctx, on)


def lock(ctx: Context, on: date) -> Row:
    """Lock a day; whoever else is at it waits."""
    return ctx.uow.rows(_LOCK, (ctx.tenant_id, on))[0]


def move(ctx: Context, day: Row, trigger: str, note: Mapping[str, Any]) -> None:
    """Take one step by compare-and-set and write its checkpoint. Raises Retry, IllegalTransition."""
    edge = CHART.move(day["status"], trigger)
    given = {
        "tenant": ctx.tenant_id, "on": day["on_date"], "source": edge.source, "target": edge.target, "at": ctx.now,
        "version": day["version"],
    }  # fmt: skip
    if ctx.uow.run(_MOVE, given) != 1:
        raise Retry
    step = (
        ctx.tenant_id, day["on_date"], day["version"] + 1, edge.source, edge.target, edge.trigger, ctx.actor.name,
        Json(dict(note)), ctx.now,
    )  # fmt: skip
    ctx.uow.run(_STEP, step)


def waits(ctx: Context, on: date, what: str) -> None:
    """Say what a day waits for."""
    ctx.uow.run(_WAITING, (what, ctx.tenant_id, on, what))


def pending(ctx: Context) -> list[date]:
    """Days whose end has begun and is not over, the first first."""
    return [row["on_date"] for row in ctx.uow.rows(_PENDING, (ctx.tenant_id,))]


def differ(ctx: Context, on: date, found: Mapping[str, Any], cause: Cause, said: Text) -> None:
    """Write a difference down, once for its day."""
    status = DifferenceStatus.EXPLAINED if cause.is_explained else DifferenceStatus.OPEN
    ctx.uow.run(
        _DIFFER,
        {
            "tenant": ctx.tenant_id, "id": ctx.world.ids.uuid7(), "number": ctx.world.ids.number("D"), "on": on,
            "cause": cause.value, "said": words(said), "status": status.value, "at": ctx.now, **found,
        },
    )  # fmt: skip


def clear(ctx: Context, difference: Row, said: Text) -> None:
    """What differed once is found to agree."""
    ctx.uow.run(_CLEAR, (words(said), ctx.now, ctx.tenant_id, difference["id"]))


def read(ctx: Context, on: date) -> None:
    """The actor has read the report of a day."""
    who = ctx.actor.person_id
    ctx.uow.run(_READ, (ctx.tenant_id, on, who, ctx.actor.name, ctx.now))


def words(text: Text) -> Json:
    """A text as it is stored."""
    return Json({"zh": text.zh, "en": text.en})

"""All SQL of the write side of changes at the desk; the change is locked before its target."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import psycopg
from psycopg.types.json import Json

from kernel.context import Context
from kernel.db import Retry
from kernel.errors import NotFound
from kernel.records import outbox
from kernel.statements import Row
from kernel.states import Edge
from kernel.text import Text
from workflows.desk.states import CHART, ORDER

WHAT: Final = Text("该变更", "The change")
COLUMNS: Final = (
    "tenant_id", "enterprise_id", "id", "number", "kind", "target", "title", "before", "after", "lines", "reason",
    "canonical_text", "digest", "status", "status_at", "version", "why", "maker_id", "maker_name", "checker_id",
    "checker_name", "evidence", "created_at",
)  # fmt: skip
_JSON: Final = frozenset({"title", "before", "after", "lines", "why", "evidence"})
_CHANGEABLE: Final = frozenset({"why", "checker_id", "checker_name", "evidence"})
_INSERT: Final = f"INSERT INTO desk_change ({', '.join(COLUMNS)}) VALUES ({', '.join(f'%({c})s' for c in COLUMNS)})"  # noqa: S608
_STEP: Final = """
INSERT INTO desk_change_transition (tenant_id, enterprise_id, change_id, seq, source, target, trigger, actor, at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_CODES: Final = """
SELECT DISTINCT c.user_id, c.staff_id FROM desk_code c WHERE c.tenant_id = %s AND c.enterprise_id = %s
"""
_ADD_CODE: Final = """
INSERT INTO desk_code (tenant_id, enterprise_id, user_id, staff_id, issued_at) VALUES (%s, %s, %s, %s, %s)
"""


def insert(ctx: Context, change: Row) -> None:
    """Write a new change. Raises Retry when another of the same thing is being written now."""
    given = {name: Json(change[name]) if name in _JSON else change[name] for name in COLUMNS}
    try:
        ctx.uow.run(_INSERT, given)
    except psycopg.errors.UniqueViolation as taken:
        raise Retry from taken


def lock(ctx: Context, number: str) -> Row:
    """Lock one change, first in the lock order. Raises NotFound."""
    return _locked(ctx, "number", number)


def lock_by_id(ctx: Context, change_id: UUID) -> Row:
    """The same by its inner key."""
    return _locked(ctx, "id", change_id)


def _locked(ctx: Context, which: str, key: object) -> Row:
    sql = f"SELECT * FROM desk_change WHERE tenant_id = %s AND {which} = %s FOR NO KEY UPDATE"  # noqa: S608
    row = ctx.uow.row(sql, (ctx.tenant_id, key))
    if row is None:
        raise NotFound(WHAT)
    return row


def move(ctx: Context, change: Row, trigger: str, **changes: Any) -> Row:
    """Take one edge by compare-and-set and write its transition; the change as it is now."""
    edge = CHART.move(change["status"], trigger)
    if changes.keys() - _CHANGEABLE:
        message = f"a transition does not change {sorted(changes.keys() - _CHANGEABLE)}"
        raise ValueError(message)
    sets = "".join(f", {name} = %({name})s" for name in changes)
    given = {name: Json(value) if name in _JSON else value for name, value in changes.items()}
    sql = (
        f"UPDATE desk_change SET status = %(target)s, status_at = %(at)s, version = version + 1{sets}"  # noqa: S608
        " WHERE tenant_id = %(tenant)s AND id = %(id)s AND status = %(source)s AND version = %(version)s"
    )
    place = {"target": edge.target, "source": edge.source, "at": ctx.now, "tenant": ctx.tenant_id}
    if ctx.uow.run(sql, given | place | {"id": change["id"], "version": change["version"]}) != 1:
        raise Retry
    moved = {"status": edge.target, "status_at": ctx.now, "version": change["version"] + 1}
    after = {**change, **changes, **moved}
    write_step(ctx, after, edge)
    return after


def write_step(ctx: Context, change: Row, edge: Edge) -> None:
    """The transition a change has just made; an order for the worker is told."""
    ctx.uow.run(
        _STEP,
        (
            ctx.tenant_id, change["enterprise_id"], change["id"], change["version"], edge.source, edge.target,
            edge.trigger, ctx.actor.name, ctx.now,
        ),
    )  # fmt: skip
    if edge.event == ORDER:
        told = {"change_id": str(change["id"]), "number": change["number"]}
        outbox.emit(ctx.uow, ctx.world, ORDER, f"desk:{change['id']}", told)


def code_holders(ctx: Context, enterprise_id: UUID) -> list[tuple[UUID, UUID]]:
    """Whose codes were handed out, and by whom."""
    rows = ctx.uow.rows(_CODES, (ctx.tenant_id, enterprise_id))
    return [(row["user_id"], row["staff_id"]) for row in rows]


def keep_code(ctx: Context, enterprise_id: UUID, user_id: UUID) -> None:
    """The actor handed a code out."""
    ctx.uow.run(_ADD_CODE, (ctx.tenant_id, enterprise_id, user_id, ctx.actor.person_id, ctx.now))

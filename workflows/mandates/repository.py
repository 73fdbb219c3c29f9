"""All SQL of the write side of changes; the change is locked before its round and before its target."""

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
from workflows.mandates.states import CHART

WHAT: Final = Text("该变更", "The change")
COLUMNS: Final = (
    "tenant_id", "enterprise_id", "id", "number", "kind", "target", "title", "before", "after", "lines",
    "reason", "door", "canonical_text", "digest", "status", "status_at", "version", "why", "maker_person_id",
    "maker_name", "approval_id", "created_at",
)  # fmt: skip
_JSON: Final = frozenset({"title", "before", "after", "lines", "why"})
_CHANGEABLE: Final = frozenset({"approval_id", "why"})
_INSERT: Final = (
    f"INSERT INTO mandate ({', '.join(COLUMNS)}) VALUES ({', '.join(f'%({c})s' for c in COLUMNS)})"  # noqa: S608
)
_STEP: Final = """
INSERT INTO mandate_transition (tenant_id, enterprise_id, mandate_id, seq, source, target, trigger, actor, door, at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def insert(ctx: Context, mandate: Row) -> None:
    """Write a new change. Raises Retry when another of the same thing is being written now."""
    given = {name: Json(mandate[name]) if name in _JSON else mandate[name] for name in COLUMNS}
    try:
        ctx.uow.run(_INSERT, given)
    except psycopg.errors.UniqueViolation as taken:
        raise Retry from taken


def lock(ctx: Context, mandate_id: UUID) -> Row:
    """Lock one change, first in the lock order. Raises NotFound."""
    return _locked(ctx, "id = %s", mandate_id)


def lock_by_number(ctx: Context, number: str) -> Row:
    """The same by its number."""
    return _locked(ctx, "number = %s", number)


def _locked(ctx: Context, which: str, key: object) -> Row:
    sql = (
        f"SELECT * FROM mandate WHERE tenant_id = %s AND enterprise_id = %s AND {which}"  # noqa: S608
        " FOR NO KEY UPDATE"
    )
    row = ctx.uow.row(sql, (ctx.tenant_id, ctx.enterprise_id, key))
    if row is None:
        raise NotFound(WHAT)
    return row


def move(ctx: Context, mandate: Row, trigger: str, **changes: Any) -> Row:
    """Take one edge by compare-and-set; write its transition and its event; the change as it is now."""
    edge = CHART.move(mandate["status"], trigger)
    if changes.keys() - _CHANGEABLE:
        message = f"a transition does not change {sorted(changes.keys() - _CHANGEABLE)}"
        raise ValueError(message)
    sets = "".join(f", {name} = %({name})s" for name in changes)
    given = {name: Json(value) if name in _JSON else value for name, value in changes.items()}
    sql = (
        f"UPDATE mandate SET status = %(target)s, status_at = %(at)s, version = version + 1{sets}"  # noqa: S608
        " WHERE tenant_id = %(tenant)s AND id = %(id)s AND status = %(source)s AND version = %(version)s"
    )
    now_at = {"target": edge.target, "source": edge.source, "at": ctx.now}
    key = {"tenant": ctx.tenant_id, "id": mandate["id"], "version": mandate["version"]}
    if ctx.uow.run(sql, given | now_at | key) != 1:
        raise Retry
    moved = {"status": edge.target, "status_at": ctx.now, "version": mandate["version"] + 1}
    after = {**mandate, **changes, **moved}
    write_step(ctx, after, edge)
    return after


def write_step(ctx: Context, mandate: Row, edge: Edge) -> None:
    """The transition a change has just made, and the fact it tells."""
    ctx.uow.run(
        _STEP,
        (
            ctx.tenant_id, mandate["enterprise_id"], mandate["id"], mandate["version"], edge.source, edge.target,
            edge.trigger, ctx.actor.name, ctx.actor.door.value, ctx.now,
        ),
    )  # fmt: skip
    told = {
        "mandate_id": str(mandate["id"]),
        "number": mandate["number"],
        "kind": mandate["kind"],
        "title": mandate["title"],
        "enterprise_id": str(mandate["enterprise_id"]),
        "maker_person_id": str(mandate["maker_person_id"]),
    }
    outbox.emit(ctx.uow, ctx.world, edge.event, str(mandate["id"]), told)

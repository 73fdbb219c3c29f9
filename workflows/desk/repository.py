"""All SQL of the write side of changes at the desk; the change is locked before its target."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from kernel.context import Context
from kernel.records import outbox
from kernel.records.charted import Charted
from kernel.statements import Row
from kernel.states import Edge
from kernel.text import Text
from workflows.desk.states import CHART, ORDER

WHAT: Final = Text("该变更", "The change")
_TABLE: Final = Charted(
    name="desk_change",
    what=WHAT,
    chart=CHART,
    columns=(
        "tenant_id", "enterprise_id", "id", "number", "kind", "target", "title", "before", "after", "lines", "reason",
        "canonical_text", "digest", "status", "status_at", "version", "why", "maker_id", "maker_name", "checker_id",
        "checker_name", "evidence", "created_at",
    ),
    json=frozenset({"title", "before", "after", "lines", "why", "evidence"}),
    changeable=frozenset({"why", "checker_id", "checker_name", "evidence"}),
    steps="desk_change_transition",
    key="change_id",
)  # fmt: skip
_CODES: Final = """
SELECT DISTINCT c.user_id, c.staff_id FROM desk_code c WHERE c.tenant_id = %s AND c.enterprise_id = %s
"""
_ADD_CODE: Final = """
INSERT INTO desk_code (tenant_id, enterprise_id, user_id, staff_id, issued_at) VALUES (%s, %s, %s, %s, %s)
"""


def insert(ctx: Context, change: Row) -> None:
    """Write a new change. Raises Retry when another of the same thing is being written now."""
    _TABLE.insert(ctx, change)


def lock(ctx: Context, number: str) -> Row:
    """Lock one change, first in the lock order. Raises NotFound."""
    return _TABLE.lock(ctx, number=number)


def lock_by_id(ctx: Context, change_id: UUID) -> Row:
    """The same by its inner key."""
    return _TABLE.lock(ctx, id=change_id)


def move(ctx: Context, change: Row, trigger: str, **changes: Any) -> Row:
    """Take one edge by compare-and-set and write its transition; the change as it is now."""
    after, edge = _TABLE.move(ctx, change, trigger, changes)
    write_step(ctx, after, edge)
    return after


def write_step(ctx: Context, change: Row, edge: Edge) -> None:
    """The transition a change has just made; an order for the worker is told."""
    _TABLE.step(ctx, change, edge, enterprise_id=change["enterprise_id"])
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

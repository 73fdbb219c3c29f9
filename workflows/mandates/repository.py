"""All SQL of the write side of changes; the change is locked before its round and before its target."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from kernel.context import Context
from kernel.records import outbox
from kernel.records.charted import Charted
from kernel.statements import Row
from kernel.states import Edge
from kernel.text import Text
from workflows.mandates.states import CHART

WHAT: Final = Text("该变更", "The change")
_TABLE: Final = Charted(
    name="mandate",
    what=WHAT,
    chart=CHART,
    columns=(
        "tenant_id", "enterprise_id", "id", "number", "kind", "target", "title", "before", "after", "lines",
        "reason", "door", "canonical_text", "digest", "status", "status_at", "version", "why", "maker_person_id",
        "maker_name", "approval_id", "created_at",
    ),
    json=frozenset({"title", "before", "after", "lines", "why"}),
    changeable=frozenset({"approval_id", "why"}),
    steps="mandate_transition",
    key="mandate_id",
)  # fmt: skip


def insert(ctx: Context, mandate: Row) -> None:
    """Write a new change. Raises Retry when another of the same thing is being written now."""
    _TABLE.insert(ctx, mandate)


def lock(ctx: Context, mandate_id: UUID) -> Row:
    """Lock one change, first in the lock order. Raises NotFound."""
    return _TABLE.lock(ctx, id=mandate_id, enterprise_id=ctx.enterprise_id)


def lock_by_number(ctx: Context, number: str) -> Row:
    """The same by its number."""
    return _TABLE.lock(ctx, number=number, enterprise_id=ctx.enterprise_id)


def move(ctx: Context, mandate: Row, trigger: str, **changes: Any) -> Row:
    """Take one edge by compare-and-set; write its transition and its event; the change as it is now."""
    after, edge = _TABLE.move(ctx, mandate, trigger, changes)
    write_step(ctx, after, edge)
    return after


def write_step(ctx: Context, mandate: Row, edge: Edge) -> None:
    """The transition a change has just made, and the fact it tells."""
    _TABLE.step(
        ctx, mandate, edge, enterprise_id=mandate["enterprise_id"], door=ctx.actor.door.value
    )
    told = {
        "mandate_id": str(mandate["id"]),
        "number": mandate["number"],
        "kind": mandate["kind"],
        "title": mandate["title"],
        "enterprise_id": str(mandate["enterprise_id"]),
        "maker_person_id": str(mandate["maker_person_id"]),
    }
    outbox.emit(ctx.uow, ctx.world, edge.event, str(mandate["id"]), told)

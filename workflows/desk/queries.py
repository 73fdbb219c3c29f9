"""What is read of changes at the desk without locking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from kernel import limits
from kernel.context import Context
from kernel.errors import NotFound
from kernel.statements import Row
from workflows.desk.repository import WHAT

_PAGE: Final = """
SELECT c.*, e.name AS enterprise_name FROM desk_change c
  LEFT JOIN enterprise e ON e.tenant_id = c.tenant_id AND e.id = c.enterprise_id
 WHERE c.tenant_id = %(tenant)s AND c.kind = ANY(%(kinds)s){which}
 ORDER BY c.created_at DESC, c.id DESC LIMIT %(limit)s
"""
# What waits is asked for on every page, among years of what is done: named outright, so that an index of it serves.
_WHICH: Final = {"": "", "waiting": " AND c.status = 'waiting'"}
_ONE: Final = """
SELECT c.*, e.name AS enterprise_name FROM desk_change c
  LEFT JOIN enterprise e ON e.tenant_id = c.tenant_id AND e.id = c.enterprise_id
 WHERE c.tenant_id = %s AND c.number = %s
"""
_STEPS: Final = """
SELECT trigger, target, actor, at FROM desk_change_transition WHERE tenant_id = %s AND change_id = %s ORDER BY seq
"""
_RUNNING: Final = """
SELECT number FROM desk_change WHERE tenant_id = %s AND kind = %s AND target = %s AND status IN ('waiting', 'approved')
"""
_ASKED: Final = """
SELECT after FROM desk_change WHERE tenant_id = %s AND kind = %s AND target = %s AND status IN ('waiting', 'approved')
"""
_IN_FORCE: Final = """
SELECT after FROM desk_change WHERE tenant_id = %s AND kind = %s AND target = %s AND status = 'in_force'
 ORDER BY status_at DESC, number DESC LIMIT 1
"""


def page(ctx: Context, kinds: Sequence[str], status: str = "") -> list[Row]:
    """Changes of some kinds, the newest first."""
    given = {"tenant": ctx.tenant_id, "kinds": list(kinds), "status": status}
    asked = _PAGE.format(which=_WHICH.get(status, " AND c.status = %(status)s"))
    return ctx.uow.rows(asked, given | {"limit": limits.DESK_ROWS_MAX})


def by_number(ctx: Context, number: str) -> Row:
    """One change; raises NotFound."""
    row = ctx.uow.row(_ONE, (ctx.tenant_id, number))
    if row is None:
        raise NotFound(WHAT)
    return row


def steps(ctx: Context, change: Row) -> list[Row]:
    """The way a change has gone."""
    return ctx.uow.rows(_STEPS, (ctx.tenant_id, change["id"]))


def in_force(ctx: Context, kind: str, target: str) -> dict[str, Any]:
    """What a thing was last changed to; empty if it never was."""
    row = ctx.uow.row(_IN_FORCE, (ctx.tenant_id, kind, target))
    return dict(row["after"]) if row else {}


def asked(ctx: Context, kind: str, target: str) -> dict[str, Any]:
    """What a thing is to be changed to while that is under way; empty if nothing is."""
    row = ctx.uow.row(_ASKED, (ctx.tenant_id, kind, target))
    return dict(row["after"]) if row else {}


def running(ctx: Context, kind: str, target: str) -> str | None:
    """The number of the change of this thing that is under way, if any."""
    row = ctx.uow.row(_RUNNING, (ctx.tenant_id, kind, target))
    return row["number"] if row else None

"""All SQL about delegations: who lent their place to whom, and which rounds that is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from kernel.context import Context
from kernel.statements import Row
from kernel.text import Text
from workflows.approval.queries import Due

WHAT: Final = Text("该委托", "The delegation")
ROUNDS_MAX: Final = 200
_SHOWN_MAX: Final = 50
_COLUMNS: Final = (
    "id, operation, person_id, person_name, deputy_person_id, deputy_name, from_at, until_at,"
    " ended_at, in_force"
)

_INSERT: Final = """
INSERT INTO approval_delegation (tenant_id, enterprise_id, id, operation, person_id, person_name,
                                 deputy_person_id, deputy_name, from_at, until_at, in_force, created_at)
VALUES (%(tenant)s, %(enterprise)s, %(id)s, %(operation)s, %(person)s, %(person_name)s, %(deputy)s,
        %(deputy_name)s, %(from_at)s, %(until_at)s, false, %(now)s)
"""
_LOCK: Final = f"""
SELECT {_COLUMNS} FROM approval_delegation
 WHERE tenant_id = %s AND enterprise_id = %s AND id = %s
   FOR UPDATE
"""  # noqa: S608 - the columns above
_END: Final = """
UPDATE approval_delegation SET ended_at = %s
 WHERE tenant_id = %s AND enterprise_id = %s AND id = %s AND ended_at IS NULL
"""
_NOTE: Final = """
UPDATE approval_delegation SET in_force = %s
 WHERE tenant_id = %s AND enterprise_id = %s AND id = %s
"""
_OF: Final = f"""
SELECT {_COLUMNS} FROM approval_delegation
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s
   AND %(person)s IN (person_id, deputy_person_id)
   AND ended_at IS NULL AND until_at > %(now)s
 ORDER BY from_at, id
 LIMIT %(limit)s
"""  # noqa: S608 - the columns above
_OVERLAPPING: Final = f"""
SELECT {_COLUMNS} FROM approval_delegation
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s
   AND (person_id = ANY(%(both)s) OR deputy_person_id = ANY(%(both)s))
   AND ended_at IS NULL AND from_at < %(until_at)s AND until_at > %(from_at)s
 ORDER BY id
"""  # noqa: S608 - the columns above
_CHANGED: Final = f"""
SELECT enterprise_id, {_COLUMNS} FROM approval_delegation
 WHERE tenant_id = %(tenant)s
   AND in_force <> (ended_at IS NULL AND from_at <= %(now)s AND until_at > %(now)s)
 ORDER BY id
 LIMIT %(limit)s
"""  # noqa: S608 - the columns above
_ROUNDS: Final = """
SELECT DISTINCT a.id, a.enterprise_id, a.expires_at
  FROM approval_task t
  JOIN approval a ON a.tenant_id = t.tenant_id AND a.id = t.approval_id
 WHERE t.tenant_id = %(tenant)s AND t.enterprise_id = %(enterprise)s AND t.person_id = %(person)s
   AND t.status IN ('open', 'waiting') AND a.status = 'pending'
 ORDER BY a.id
 LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Delegation:
    """One place lent: `in_force` tells whether the inboxes follow it."""

    id: UUID
    operation: str
    person_id: UUID
    person_name: str
    deputy_person_id: UUID
    deputy_name: str
    from_at: datetime
    until_at: datetime
    ended_at: datetime | None
    in_force: bool

    def holds(self, now: datetime) -> bool:
        """Whether the deputy may sign at this moment."""
        return self.ended_at is None and self.from_at <= now < self.until_at


def insert(ctx: Context, lent: Delegation) -> None:
    """Write a new delegation."""
    ctx.uow.run(
        _INSERT,
        _scope(ctx)
        | {
            "id": lent.id,
            "operation": lent.operation,
            "person": lent.person_id,
            "person_name": lent.person_name,
            "deputy": lent.deputy_person_id,
            "deputy_name": lent.deputy_name,
            "from_at": lent.from_at,
            "until_at": lent.until_at,
        },
    )


def lock(ctx: Context, delegation_id: UUID) -> Delegation | None:
    """Lock and read one of this enterprise."""
    row = ctx.uow.row(_LOCK, (ctx.tenant_id, ctx.enterprise_id, delegation_id))
    return Delegation(**row) if row else None


def end(ctx: Context, delegation_id: UUID) -> None:
    """Write that it is over."""
    ctx.uow.run(_END, (ctx.now, ctx.tenant_id, ctx.enterprise_id, delegation_id))


def note(ctx: Context, delegation_id: UUID, *, in_force: bool) -> None:
    """Write whether the inboxes follow it."""
    ctx.uow.run(_NOTE, (in_force, ctx.tenant_id, ctx.enterprise_id, delegation_id))


def of_person(ctx: Context, person_id: UUID) -> list[Delegation]:
    """What a person has lent or was lent, now or later, the first first."""
    rows = ctx.uow.rows(_OF, _scope(ctx) | {"person": person_id, "limit": _SHOWN_MAX})
    return [Delegation(**row) for row in rows]


def overlapping(
    ctx: Context, both: tuple[UUID, UUID], from_at: datetime, until_at: datetime
) -> list[Delegation]:
    """Everything in this time that one of the two is a party of."""
    more = {"both": list(both), "from_at": from_at, "until_at": until_at}
    return [Delegation(**row) for row in ctx.uow.rows(_OVERLAPPING, _scope(ctx) | more)]


def changed(ctx: Context, limit: int) -> list[tuple[UUID, Delegation]]:
    """Those of the bank that have begun or ended without the inboxes following, by enterprise."""
    rows: list[Row] = ctx.uow.rows(_CHANGED, _scope(ctx) | {"limit": limit})
    return [(row.pop("enterprise_id"), Delegation(**row)) for row in rows]


def rounds_waiting_for(ctx: Context, person_id: UUID) -> list[Due]:
    """Pending rounds in which a person is asked, now or later."""
    rows = ctx.uow.rows(_ROUNDS, _scope(ctx) | {"person": person_id, "limit": ROUNDS_MAX})
    return [Due(**row) for row in rows]


def _scope(ctx: Context) -> dict[str, Any]:
    return {"tenant": ctx.tenant_id, "enterprise": ctx.actor.enterprise_id, "now": ctx.now}

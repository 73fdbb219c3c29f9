"""What the engine reads without locking: policies, the inbox, what is due, rounds for pages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from kernel import limits
from kernel.context import Context
from kernel.errors import NotFound
from kernel.operation import Door
from kernel.statements import Row
from workflows.approval.people import Lent
from workflows.approval.policy import ANY, Policy, Rules
from workflows.approval.policy_parser import parse_rules
from workflows.approval.repository import DECISIONS, WHAT
from workflows.approval.round import Round, facts_from_json
from workflows.approval.subjects import Facts, Subject

# false sorts before true: what names its operation, its account, its payees, its door comes first.
# All classes of payees are read: which one it is may not be known yet when this is asked ahead.
_POLICIES: Final = """
SELECT id, version, operation, account_number, payee_class, door, rules::text AS rules
  FROM approval_policy
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND live
   AND operation IN (%(operation)s, %(any)s)
   AND account_number IN (%(account)s, %(any)s)
   AND door IN (%(door)s, %(any)s)
 ORDER BY operation = %(any)s, account_number = %(any)s, payee_class = %(any)s, door = %(any)s,
       version DESC
"""

_RUNNING: Final = """
SELECT id FROM approval
 WHERE tenant_id = %s AND subject_type = %s AND subject_id = %s AND status IN ('pending', 'granted')
 LIMIT 1
"""

_ROUND: Final = """
SELECT id, enterprise_id, subject_type, subject_id, operation, canonical_text, digest, facts,
       snapshot, status, version, maker_person_id, created_at, expires_at, closed_at,
       escalate_at
  FROM approval
 WHERE tenant_id = %s AND enterprise_id = %s AND id = %s
"""

_TRANSITIONS: Final = """
SELECT t.seq, t.source, t.target, t.trigger, t.actor, t.at,
       a.act, a.level, a.name, a.to_name, a.comment, a.door
  FROM approval_transition t
  LEFT JOIN approval_act a
    ON a.tenant_id = t.tenant_id AND a.approval_id = t.approval_id AND a.seq = t.seq
 WHERE t.tenant_id = %s AND t.approval_id = %s
 ORDER BY t.seq
"""

_LAST_URGED: Final = """
SELECT max(at) AS at FROM approval_act
 WHERE tenant_id = %s AND approval_id = %s AND act = 'urge'
"""

# The one whose place it is may not be the deputy's deputy: only their own seat is lent, never a lent one.
_LENT: Final = """
SELECT person_id, deputy_person_id
  FROM approval_delegation
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s
   AND operation IN (%(operation)s, %(any)s)
   AND from_at <= %(now)s AND until_at > %(now)s AND ended_at IS NULL
 ORDER BY id
"""

_PENDING: Final = """
SELECT id FROM approval
 WHERE tenant_id = %s AND enterprise_id = %s AND status = 'pending' AND expires_at > %s
 ORDER BY id
"""

_ROUNDS_OF: Final = """
SELECT id FROM approval
 WHERE tenant_id = %s AND enterprise_id = %s AND subject_type = %s AND subject_id = %s
 ORDER BY created_at, id
"""

# A round past its time is nobody's turn any more, swept or not: so page and count agree.
_WAITING: Final = """
  FROM approval_task t
  JOIN approval a ON a.tenant_id = t.tenant_id AND a.id = t.approval_id
 WHERE t.tenant_id = %(tenant)s AND t.enterprise_id = %(enterprise)s
   AND t.person_id = %(person)s AND t.status = 'open'
   AND a.status = 'pending' AND a.expires_at > %(now)s
"""
_COUNT: Final = "SELECT count(DISTINCT a.id) AS waiting" + _WAITING
_INBOX: Final = (
    """
SELECT a.id AS approval_id, a.subject_type, a.subject_id, a.operation, a.digest, a.facts,
       a.maker_person_id, a.created_at, a.expires_at, min(t.level) AS level,
       count(*) OVER () AS from_here
"""
    + _WAITING
    + """
   AND (%(after_at)s::timestamptz IS NULL
        OR (a.expires_at, a.id) > (%(after_at)s::timestamptz, %(after_id)s::uuid))
 GROUP BY a.tenant_id, a.id
 ORDER BY a.expires_at, a.id
 LIMIT %(limit)s
"""
)

_SLOW: Final = """
SELECT id, enterprise_id, escalate_at AS expires_at
  FROM approval
 WHERE tenant_id = %(tenant)s AND status = 'pending' AND escalate_at <= %(now)s
   AND (%(after_at)s::timestamptz IS NULL
        OR (escalate_at, id) > (%(after_at)s::timestamptz, %(after_id)s::uuid))
 ORDER BY escalate_at, id
 LIMIT %(limit)s
"""

_DUE: Final = """
SELECT id, enterprise_id, expires_at
  FROM approval
 WHERE tenant_id = %(tenant)s AND status = 'pending' AND expires_at <= %(now)s
   AND (%(after_at)s::timestamptz IS NULL
        OR (expires_at, id) > (%(after_at)s::timestamptz, %(after_id)s::uuid))
 ORDER BY expires_at, id
 LIMIT %(limit)s
"""

Cursor = tuple[datetime, UUID]
"""Where a page ended: deadline and id."""


@dataclass(frozen=True, slots=True)
class InboxItem:
    """One item that waits for somebody."""

    approval_id: UUID
    subject_type: str
    subject_id: UUID
    operation: str
    digest: bytes
    facts: Facts
    maker_person_id: UUID
    created_at: datetime
    expires_at: datetime
    level: int
    from_here: int
    """How many wait from where its page begins, itself among them."""

    @property
    def cursor(self) -> Cursor:
        """Where the next page goes on."""
        return self.expires_at, self.approval_id


@dataclass(frozen=True, slots=True)
class Due:
    """A round whose time is over."""

    id: UUID
    enterprise_id: UUID
    expires_at: datetime


def policy_for(ctx: Context, operation: str, facts: Facts) -> Policy | None:
    """The most specific live policy; raises PolicyMalformed when that one cannot be read."""
    admitted = {ANY, facts.payee_class.value}
    rows = candidates(ctx, operation, facts.account_number, facts.door)
    fitting = [row for row in rows if row["payee_class"] in admitted]
    if not fitting:
        return None
    best = fitting[0]
    return Policy(**(best | {"rules": _rules(best["rules"]), "matching": len(fitting)}))


def candidates(ctx: Context, operation: str, account_number: str, door: Door) -> list[Row]:
    """Live policies for an operation, whatever the class of the payee; the most specific first."""
    return ctx.uow.rows(
        _POLICIES,
        {
            "tenant": ctx.tenant_id,
            "enterprise": ctx.enterprise_id,
            "operation": operation,
            "account": account_number,
            "door": door.value,
            "any": ANY,
        },
    )


@lru_cache(maxsize=limits.POLICIES_KEPT_MAX)
def _rules(text: str) -> Rules:
    """The rules of a policy as it is stored: the same text means the same for ever."""
    return parse_rules(json.loads(text))


def is_running(ctx: Context, subject: Subject) -> bool:
    """Whether a round about a subject is pending or granted already."""
    if subject.new:
        return False
    return ctx.uow.row(_RUNNING, (ctx.tenant_id, subject.type, subject.id)) is not None


def inbox(ctx: Context, person_id: UUID, after: Cursor | None, limit: int) -> list[InboxItem]:
    """A page of what waits for a person in this enterprise, the nearest deadline first."""
    rows = ctx.uow.rows(_INBOX, _waiting(ctx, person_id) | _page(after, limit))
    return [InboxItem(**(row | {"facts": facts_from_json(row["facts"])})) for row in rows]


def waiting_count(ctx: Context, person_id: UUID) -> int:
    """How many items wait for a person in this enterprise."""
    row = ctx.uow.row(_COUNT, _waiting(ctx, person_id))
    return int(row["waiting"]) if row else 0


def due(ctx: Context, after: Cursor | None, limit: int) -> list[Due]:
    """Pending rounds of the bank whose time is over, the oldest first."""
    rows = ctx.uow.rows(_DUE, {"tenant": ctx.tenant_id, "now": ctx.now} | _page(after, limit))
    return [Due(**row) for row in rows]


def slow(ctx: Context, after: Cursor | None, limit: int) -> list[Due]:
    """Pending rounds of the bank whose present step has waited too long, the oldest first."""
    rows = ctx.uow.rows(_SLOW, {"tenant": ctx.tenant_id, "now": ctx.now} | _page(after, limit))
    return [Due(**row) for row in rows]


def last_urged_at(ctx: Context, approval_id: UUID) -> datetime | None:
    """When the maker last asked to hurry."""
    row = ctx.uow.row(_LAST_URGED, (ctx.tenant_id, approval_id))
    return row["at"] if row else None


def lent_seats(ctx: Context, operation: str) -> list[Lent]:
    """Who may sign in whose place for an operation, at this moment."""
    rows = ctx.uow.rows(
        _LENT,
        {
            "tenant": ctx.tenant_id,
            "enterprise": ctx.enterprise_id,
            "operation": operation,
            "now": ctx.now,
            "any": ANY,
        },
    )
    return [Lent(**row) for row in rows]


def round_of(ctx: Context, approval_id: UUID) -> Round:
    """A round, unlocked; raises NotFound."""
    row = ctx.uow.row(_ROUND, (ctx.tenant_id, ctx.enterprise_id, approval_id))
    if row is None:
        raise NotFound(WHAT)
    return Round.from_rows(row, ctx.uow.rows(DECISIONS, (ctx.tenant_id, approval_id)))


def transitions_of(ctx: Context, approval_id: UUID) -> list[Row]:
    """The changes of a round, in order, with what was done beside deciding."""
    return ctx.uow.rows(_TRANSITIONS, (ctx.tenant_id, approval_id))


def pending(ctx: Context) -> list[UUID]:
    """Every round of the enterprise that waits for somebody."""
    rows = ctx.uow.rows(_PENDING, (ctx.tenant_id, ctx.enterprise_id, ctx.now))
    return [row["id"] for row in rows]


def rounds_of(ctx: Context, subject_type: str, subject_id: UUID) -> list[UUID]:
    """Every round there was about a subject, the first first."""
    rows = ctx.uow.rows(_ROUNDS_OF, (ctx.tenant_id, ctx.enterprise_id, subject_type, subject_id))
    return [row["id"] for row in rows]


def _waiting(ctx: Context, person_id: UUID) -> dict[str, object]:
    return {
        "tenant": ctx.tenant_id,
        "enterprise": ctx.enterprise_id,
        "person": person_id,
        "now": ctx.now,
    }


def _page(after: Cursor | None, limit: int) -> dict[str, object]:
    at, last = after or (None, None)
    return {"after_at": at, "after_id": last, "limit": limit}

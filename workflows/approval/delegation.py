"""Delegations (委托): for a time, for an operation, a colleague may sign in one's place.

It lends a place in a group and never a right: a deputy must be entitled to approve on their own, and
deputy and principal count as one person together. Only one's own place is lent, so there is no chain,
whatever the rows say; setting one up that looks like a chain is refused as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from kernel.context import Context
from kernel.errors import NotFound
from kernel.records import audit, outbox
from workflows.approval import delegation_rows as rows
from workflows.approval import events
from workflows.approval.closing import alone
from workflows.approval.deciding import refresh
from workflows.approval.delegation_rows import Delegation
from workflows.approval.errors import (
    DelegateUnknown,
    DelegationChain,
    DelegationOverlaps,
    DelegationPeriodWrong,
    NotEntitled,
)
from workflows.approval.people import Approver, distinct_people
from workflows.approval.policy import ANY
from workflows.approval.ports import Ports

DAYS_MAX: Final = 90
SET, ENDED = events.DELEGATED


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who, for what, from when until when."""

    deputy_person_id: UUID
    operation: str
    from_at: datetime
    until_at: datetime


def colleagues(ports: Ports, ctx: Context) -> Sequence[Approver]:
    """Who could be the actor's deputy: distinct others who may approve something."""
    if ctx.actor.person_id is None:
        raise NotEntitled
    return distinct_people(ports.colleagues(ctx), but={ctx.actor.person_id})


def mine(ctx: Context) -> list[Delegation]:
    """What the actor has lent or was lent, now or later."""
    if ctx.actor.person_id is None:
        raise NotEntitled
    return rows.of_person(ctx, ctx.actor.person_id)


def delegate(ports: Ports, ctx: Context, wanted: Wanted) -> Delegation:
    """Lend the actor's place; raises DelegationPeriodWrong, DelegateUnknown, -Chain, -Overlaps."""
    person_id = ctx.actor.person_id
    if person_id is None:
        raise NotEntitled
    _check_period(ctx, wanted)
    deputy = _deputy(ports, ctx, wanted)
    _check_others(ctx, person_id, wanted)
    lent = Delegation(
        id=ctx.world.ids.uuid7(),
        operation=wanted.operation,
        person_id=person_id,
        person_name=ctx.actor.name,
        deputy_person_id=deputy.person_id,
        deputy_name=deputy.name,
        from_at=wanted.from_at,
        until_at=wanted.until_at,
        ended_at=None,
        in_force=False,
    )
    rows.insert(ctx, lent)
    _tell(ctx, SET, lent)
    follow(ports, ctx, lent)
    return lent


def end(ports: Ports, ctx: Context, delegation_id: UUID) -> None:
    """Take the place back at once; only its owner may. What is ended already stays as it is."""
    lent = rows.lock(ctx, delegation_id)
    if lent is None or lent.person_id != ctx.actor.person_id:
        raise NotFound(rows.WHAT)
    if lent.ended_at is not None:
        return
    rows.end(ctx, delegation_id)
    over = replace(lent, ended_at=ctx.now)
    _tell(ctx, ENDED, over)
    follow(ports, ctx, over)


def follow(ports: Ports, ctx: Context, lent: Delegation) -> None:
    """Make the inboxes follow one delegation, where they do not yet."""
    holds = lent.holds(ctx.now)
    if holds == lent.in_force:
        return
    rows.note(ctx, lent.id, in_force=holds)
    for found in rows.rounds_waiting_for(ctx, lent.person_id):
        alone(ports, ctx, found, refresh)


def follow_due(ports: Ports, ctx: Context, limit: int) -> int:
    """For the worker: delegations of the bank that have begun or ended since; returns how many."""
    due = rows.changed(ctx, limit)
    for enterprise_id, lent in due:
        inside = replace(ctx, actor=replace(ctx.actor, enterprise_id=enterprise_id))
        follow(ports, inside, lent)
    return len(due)


def _check_period(ctx: Context, wanted: Wanted) -> None:
    begins = max(wanted.from_at, ctx.now)
    if not begins < wanted.until_at <= begins + timedelta(days=DAYS_MAX):
        raise DelegationPeriodWrong(days=DAYS_MAX)


def _deputy(ports: Ports, ctx: Context, wanted: Wanted) -> Approver:
    for person in colleagues(ports, ctx):
        if person.person_id == wanted.deputy_person_id:
            return person
    raise DelegateUnknown


def _check_others(ctx: Context, person_id: UUID, wanted: Wanted) -> None:
    """Nobody lends what they were lent, and nobody has two deputies for one thing."""
    both = (person_id, wanted.deputy_person_id)
    for other in rows.overlapping(ctx, both, wanted.from_at, wanted.until_at):
        if other.operation not in (ANY, wanted.operation) and wanted.operation != ANY:
            continue
        if other.person_id == wanted.deputy_person_id or other.deputy_person_id == person_id:
            raise DelegationChain
        if other.person_id == person_id:
            raise DelegationOverlaps


def _tell(ctx: Context, topic: str, lent: Delegation) -> None:
    detail = {
        "operation": lent.operation,
        "person_id": str(lent.person_id),
        "deputy_person_id": str(lent.deputy_person_id),
        "from_at": lent.from_at.isoformat(),
        "until_at": lent.until_at.isoformat(),
    }
    audit.write(ctx, topic, "approval_delegation", lent.id, detail)
    payload = detail | {
        "enterprise_id": str(ctx.enterprise_id),
        "person_name": lent.person_name,
        "turn": [],
    }
    outbox.emit(ctx.uow, ctx.world, topic, str(lent.id), payload)

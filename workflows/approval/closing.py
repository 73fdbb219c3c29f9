"""How a round ends without a decision: the maker takes it back, or its time runs out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from kernel.context import Context
from kernel.db import savepoint
from workflows.approval import events, queries, repository
from workflows.approval.deciding import enter, settle
from workflows.approval.errors import OnlyMakerWithdraws
from workflows.approval.ports import Ports
from workflows.approval.round import Round
from workflows.approval.states import CHART
from workflows.approval.subjects import Outcome, Subject

_LOG = logging.getLogger(__name__)

EXPIRY_BATCH: Final = 100


@dataclass(frozen=True, slots=True)
class Expiry:
    """What one batch did; go on with `after` until it is None.

    `stuck` are rounds whose subject would not have it; they stay pending and hold nobody up.
    """

    expired: int
    stuck: tuple[UUID, ...]
    after: tuple[datetime, UUID] | None


def withdraw(ports: Ports, ctx: Context, approval_id: UUID) -> Outcome:
    """Take a pending item back; raises OnlyMakerWithdraws for anybody but its maker.

    Allowed until it is granted, also after a first signature: before release nothing has happened,
    and an error seen late is better withdrawn than signed.
    """
    subject, current = enter(ports, ctx, approval_id)
    if ctx.actor.person_id != current.maker_person_id:
        raise OnlyMakerWithdraws
    return _close(ports, ctx, subject, current, "withdraw")


def expire_due(
    ports: Ports, ctx: Context, after: tuple[datetime, UUID] | None, limit: int
) -> Expiry:
    """Expire one batch of a bank's overdue rounds, each behind a savepoint of its own."""
    due = queries.due(ctx, after, limit)
    stuck = [found.id for found in due if not alone(ports, ctx, found, _expire)]
    last = (due[-1].expires_at, due[-1].id) if len(due) == limit else None
    return Expiry(len(due) - len(stuck), tuple(stuck), last)


def alone(
    ports: Ports,
    ctx: Context,
    found: queries.Due,
    work: Callable[[Ports, Context, UUID], None],
) -> bool:
    """Work on one round in its enterprise, behind a savepoint; whether it could be done."""
    inside = replace(ctx, actor=replace(ctx.actor, enterprise_id=found.enterprise_id))
    try:
        with savepoint(ctx.uow):
            work(ports, inside, found.id)
    except Exception:  # noqa: BLE001 - whatever its subject raises holds back this round only
        _LOG.exception("approval %s is stuck", found.id)
        return False
    return True


def _expire(ports: Ports, ctx: Context, approval_id: UUID) -> None:
    subject, current = enter(ports, ctx, approval_id)
    if CHART.allows(current.status, "expire") and current.expires_at <= ctx.now:
        _close(ports, ctx, subject, current, "expire")


def _close(ports: Ports, ctx: Context, subject: Subject, current: Round, trigger: str) -> Outcome:
    edge = CHART.move(current.status, trigger)
    repository.move(ctx, current, edge)
    repository.set_tasks(ctx, current.id, ())
    events.tell(ctx, edge.event, current.id, subject)
    return settle(ports, ctx, current, edge)

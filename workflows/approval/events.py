"""Facts the engine tells through the outbox, one message for each change of a round.

The topics are those of `EDGES`, `approval.started` and `approval.reassigned`. `turn` lists the people whose turn it has just
become, so that notices can tell them. A message carries no amount and no account: it may end up on a
lock screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from kernel.context import Context
from kernel.records import audit, outbox
from workflows.approval.states import EDGES
from workflows.approval.subjects import Subject

STARTED: Final = "approval.started"
REASSIGNED: Final = "approval.reassigned"
DELEGATED: Final = ("approval.delegated", "approval.delegation_ended")
TOPICS: Final = (STARTED, REASSIGNED, *DELEGATED, *dict.fromkeys(edge.event for edge in EDGES))


def tell(
    ctx: Context,
    topic: str,
    approval_id: UUID,
    subject: Subject,
    *,
    turn: Sequence[UUID] = (),
    **detail: Any,
) -> None:
    """Write the outbox message and the audit line; messages of one subject keep their order."""
    about = {"subject_type": subject.type, "subject_id": str(subject.id)}
    audit.write(ctx, topic, "approval", approval_id, about | detail)
    payload = about | {
        "approval_id": str(approval_id),
        "enterprise_id": str(ctx.enterprise_id),
        "operation": subject.operation,
        "title": {"zh": subject.facts.title.zh, "en": subject.facts.title.en},
        "maker_person_id": str(subject.maker_person_id),
        "actor_person_id": str(ctx.actor.person_id) if ctx.actor.person_id else None,
        "turn": [str(person_id) for person_id in turn],
    }
    outbox.emit(ctx.uow, ctx.world, topic, str(subject.id), payload)

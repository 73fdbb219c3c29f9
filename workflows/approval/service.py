"""One function per catalogue entry: a parsed command in, a declared answer out.

They translate and nothing else; every rule is the engine's. None of them commits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from kernel.context import Context
from kernel.errors import NotFound
from kernel.ids import cursor_of, read_cursor
from workflows.approval.commands import (
    INBOX_ITEMS_MAX,
    ApprovalAnswer,
    ApprovalView,
    DecideApproval,
    InboxAnswer,
    InboxLine,
    LevelLine,
    ListInbox,
    ViewApproval,
    WithdrawApproval,
)
from workflows.approval.engine import ApprovalEngine
from workflows.approval.errors import NotEntitled
from workflows.approval.list_commands import ApproveList, ListAnswer
from workflows.approval.list_signing import ShownList
from workflows.approval.queries import InboxItem
from workflows.approval.repository import WHAT
from workflows.approval.views import LevelView


def decide(
    engine: ApprovalEngine, ctx: Context, command: DecideApproval, evidence: Mapping[str, Any]
) -> ApprovalAnswer:
    """Decide on one item; raises what `ApprovalEngine.decide` raises."""
    outcome = engine.decide(
        ctx,
        UUID(command.approval_id),
        command.action,
        shown_digest=bytes.fromhex(command.shown_digest),
        comment=command.comment,
        evidence=evidence,
    )
    return ApprovalAnswer(command.approval_id, outcome)


def decide_list(
    engine: ApprovalEngine, ctx: Context, command: ApproveList, evidence: Mapping[str, Any]
) -> ListAnswer:
    """Approve several items under one signature; raises what `ApprovalEngine.decide_all` raises."""
    outcomes = engine.decide_all(ctx, shown_list(command), evidence)
    decided = zip(command.items, outcomes, strict=True)
    return ListAnswer(
        command.shown_digest,
        tuple(ApprovalAnswer(item.approval_id, outcome) for item, outcome in decided),
    )


def shown_list(command: ApproveList) -> ShownList:
    """What a command says was shown."""
    items = ((UUID(item.approval_id), bytes.fromhex(item.shown_digest)) for item in command.items)
    return ShownList(tuple(items), bytes.fromhex(command.shown_digest))


def withdraw(engine: ApprovalEngine, ctx: Context, command: WithdrawApproval) -> ApprovalAnswer:
    """Take one item back; raises what `ApprovalEngine.withdraw` raises."""
    outcome = engine.withdraw(ctx, UUID(command.approval_id))
    return ApprovalAnswer(command.approval_id, outcome)


def inbox(engine: ApprovalEngine, ctx: Context, command: ListInbox) -> InboxAnswer:
    """A page of what waits for the actor; raises CursorUnknown, NotEntitled for nobody's request."""
    person_id = ctx.actor.person_id
    if person_id is None:
        raise NotEntitled
    limit = max(1, min(command.limit, INBOX_ITEMS_MAX))
    after = read_cursor(command.after) if command.after else None
    items = engine.inbox(ctx, person_id, after, limit)
    more = cursor_of(*items[-1].cursor) if len(items) == limit else ""
    lines = tuple(_line(item) for item in items)
    if after is None:  # a first page knows how many there are; an empty one, that there are none
        return InboxAnswer(items[0].from_here if items else 0, lines, more)
    return InboxAnswer(engine.waiting_count(ctx, person_id), lines, more)


def view(engine: ApprovalEngine, ctx: Context, command: ViewApproval) -> ApprovalView:
    """One round and how far it is; NotFound for whom it does not concern.

    This door names no account, so no right on an account was checked before: a colleague who may
    neither make nor approve such a thing learns nothing here, not even that it exists.
    """
    seen = engine.history(ctx, UUID(command.approval_id))
    if ctx.actor.person_id not in seen.concerned:
        raise NotFound(WHAT)
    return ApprovalView(
        approval_id=str(seen.id),
        status=seen.status,
        canonical_text=seen.canonical_text,
        digest=seen.digest.hex(),
        why=seen.why.zh,
        expires_at=seen.expires_at,
        levels=tuple(_level(level) for level in seen.levels),
    )


def _line(item: InboxItem) -> InboxLine:
    return InboxLine(
        approval_id=str(item.approval_id),
        subject_type=item.subject_type,
        title=item.facts.title.zh,
        account_number=item.facts.account_number,
        level=item.level,
        created_at=item.created_at,
        expires_at=item.expires_at,
        currency=item.facts.currency,
        amount_minor=item.facts.amount_minor,
    )


def _level(level: LevelView) -> LevelLine:
    return LevelLine(
        number=level.number,
        name=level.name.zh,
        needed=level.needed,
        state=level.state,
        signed_by=level.signed_by,
        can_sign=level.can_sign,
    )

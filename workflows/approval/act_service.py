"""What people do beside deciding, one function per catalogue entry: they translate and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kernel.context import Context
from workflows.approval.act_commands import (
    ActAnswer,
    AddSigner,
    Delegate,
    DelegationAnswer,
    DelegationLine,
    DelegationsAnswer,
    EndDelegation,
    ListDelegations,
    OthersAnswer,
    PersonLine,
    ReturnApproval,
    SeeOthers,
    TransferApproval,
    UrgeApproval,
)
from workflows.approval.acting import Aside
from workflows.approval.delegation import Wanted
from workflows.approval.delegation_rows import Delegation
from workflows.approval.engine import ApprovalEngine
from workflows.approval.people import Approver
from workflows.approval.states import ApprovalStatus


def return_back(engine: ApprovalEngine, ctx: Context, command: ReturnApproval) -> ActAnswer:
    """Return one item to its previous level; raises what `ApprovalEngine.return_back` raises."""
    said = Aside(bytes.fromhex(command.shown_digest), command.comment)
    engine.return_back(ctx, UUID(command.approval_id), said)
    return _pending(command.approval_id)


def add_sign(engine: ApprovalEngine, ctx: Context, command: AddSigner) -> ActAnswer:
    """Add a signer to one item; raises what `ApprovalEngine.add_sign` raises."""
    engine.add_sign(ctx, UUID(command.approval_id), _about(command))
    return _pending(command.approval_id)


def transfer(engine: ApprovalEngine, ctx: Context, command: TransferApproval) -> ActAnswer:
    """Hand one item over; raises what `ApprovalEngine.transfer` raises."""
    engine.transfer(ctx, UUID(command.approval_id), _about(command))
    return _pending(command.approval_id)


def urge(engine: ApprovalEngine, ctx: Context, command: UrgeApproval) -> ActAnswer:
    """Urge; raises what `ApprovalEngine.urge` raises."""
    engine.urge(ctx, UUID(command.approval_id))
    return _pending(command.approval_id)


def others(engine: ApprovalEngine, ctx: Context, command: SeeOthers) -> OthersAnswer:
    """Whom the actor may choose; NotFound for whom the item does not concern."""
    found = engine.others(ctx, UUID(command.approval_id))
    return OthersAnswer(found.may_return, _people(found.to_add), _people(found.to_hand_over))


def delegations(
    engine: ApprovalEngine, ctx: Context, _command: ListDelegations
) -> DelegationsAnswer:
    """The actor's delegations and possible deputies."""
    lines = tuple(_line(lent, ctx.actor.person_id, ctx.now) for lent in engine.delegations(ctx))
    return DelegationsAnswer(lines, _people(engine.colleagues(ctx)))


def delegate(
    engine: ApprovalEngine, ctx: Context, command: Delegate, _evidence: object
) -> DelegationAnswer:
    """Lend the actor's place; raises what `ApprovalEngine.delegate` raises."""
    wanted = Wanted(UUID(command.person_id), command.operation, command.from_at, command.until_at)
    return DelegationAnswer(str(engine.delegate(ctx, wanted).id))


def end_delegation(
    engine: ApprovalEngine, ctx: Context, command: EndDelegation
) -> DelegationAnswer:
    """Take it back; raises NotFound."""
    engine.end_delegation(ctx, UUID(command.delegation_id))
    return DelegationAnswer(command.delegation_id)


def _about(command: AddSigner | TransferApproval) -> Aside:
    digest = bytes.fromhex(command.shown_digest)
    return Aside(digest, command.comment, UUID(command.person_id))


def _pending(approval_id: str) -> ActAnswer:
    return ActAnswer(approval_id, ApprovalStatus.PENDING)


def _people(found: Sequence[Approver]) -> tuple[PersonLine, ...]:
    return tuple(PersonLine(str(each.person_id), each.name) for each in found)


def _line(lent: Delegation, person_id: UUID | None, now: datetime) -> DelegationLine:
    mine = lent.person_id == person_id
    return DelegationLine(
        delegation_id=str(lent.id),
        mine=mine,
        other=lent.deputy_name if mine else lent.person_name,
        operation=lent.operation,
        from_at=lent.from_at,
        until_at=lent.until_at,
        holds=lent.holds(now),
    )

"""What decisions on approvals are signed over: the round's own text, and the decision itself."""

from __future__ import annotations

from uuid import UUID

from corporate.gate import Seen
from corporate.identity.signing import Signing
from kernel.context import Context
from workflows.agreements import service as agreement_service
from workflows.agreements.commands import SignAgreement
from workflows.agreements.operations import SIGN
from workflows.approval.act_commands import Delegate
from workflows.approval.act_operations import DELEGATE
from workflows.approval.commands import DecideApproval
from workflows.approval.engine import ApprovalEngine
from workflows.approval.errors import DelegateUnknown
from workflows.approval.list_commands import ApproveList
from workflows.approval.list_signing import STATEMENT, SignableList
from workflows.approval.operations import DECIDE_LIST
from workflows.approval.service import shown_list
from workflows.approval.signable import Signable


class ApprovalProof:
    """Implements `gate.Provable` for `approvals.decide`."""

    def __init__(self, approvals: ApprovalEngine) -> None:
        self._approvals = approvals

    def seen(self, ctx: Context, command: DecideApproval) -> Seen:
        """As it is on file; raises NotFound for whom it does not concern."""
        found = self._approvals.signable(ctx, UUID(command.approval_id))
        return Seen(_signing(command, found), found.text)

    def now(self, ctx: Context, command: DecideApproval) -> Signing:
        """As it is at this moment; raises NotFound and ContentChanged."""
        shown = bytes.fromhex(command.shown_digest)
        return _signing(command, self._approvals.to_sign(ctx, UUID(command.approval_id), shown))


class ListProof:
    """Implements `gate.Provable` for `approvals.decide_list`."""

    def __init__(self, approvals: ApprovalEngine) -> None:
        self._approvals = approvals

    def seen(self, ctx: Context, command: ApproveList) -> Seen:
        """As it is on file; raises ListWrong, NotInLists and NotFound."""
        ids = [approval_id for approval_id, _ in shown_list(command).items]
        found = self._approvals.signable_list(ctx, ids)
        return Seen(_all(found), found.text, tuple(item.text for item in found.items))

    def now(self, ctx: Context, command: ApproveList) -> Signing:
        """As it is at this moment; raises NotFound, and ListVoid with what has changed."""
        return _all(self._approvals.list_to_sign(ctx, shown_list(command)))


class DelegationProof:
    """Implements `gate.Provable` for `approvals.delegate`: to whom, for what, from when until when."""

    def __init__(self, approvals: ApprovalEngine) -> None:
        self._approvals = approvals

    def seen(self, ctx: Context, command: Delegate) -> Seen:
        """The text of what is lent; raises DelegateUnknown."""
        text = self._text(ctx, command)
        return Seen(Signing(DELEGATE.code, ctx.world.crypto.sm3(text.encode())), text)

    def now(self, ctx: Context, command: Delegate) -> Signing:
        """The same: nothing of it is on file before it is signed."""
        return self.seen(ctx, command).signing

    def _text(self, ctx: Context, command: Delegate) -> str:
        who = next(
            (
                one
                for one in self._approvals.colleagues(ctx)
                if str(one.person_id) == command.person_id
            ),
            None,
        )
        if who is None:
            raise DelegateUnknown
        return "\n".join(
            [
                "版本: delegation/1",
                f"委托人: {ctx.actor.name}",
                f"受托人: {who.name} {who.person_id}",
                f"业务: {command.operation}",
                f"开始: {command.from_at.isoformat()}",
                f"结束: {command.until_at.isoformat()}",
            ]
        )


class AgreementProof:
    """Implements `gate.Provable` for `agreements.sign`: the agreement's own text."""

    def seen(self, ctx: Context, command: SignAgreement) -> Seen:
        """As it is on file; raises NotFound, AgreementElse."""
        text, digest = agreement_service.to_sign(ctx, command)
        return Seen(Signing(SIGN.code, digest), text)

    def now(self, ctx: Context, command: SignAgreement) -> Signing:
        """The same: its text never changes."""
        return self.seen(ctx, command).signing


def _signing(command: DecideApproval, found: Signable) -> Signing:
    return Signing(found.operation, found.digest, command.action.value, found.money)


def _all(found: SignableList) -> Signing:
    """One signature, as strong as the strongest that any item or any sum asks for."""
    parts = tuple(
        Signing(operation, found.digest, STATEMENT, money) for operation, money in found.weights()
    )
    return Signing(DECIDE_LIST.code, found.digest, STATEMENT, parts=parts)

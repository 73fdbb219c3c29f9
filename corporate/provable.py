"""What decisions on approvals are signed over: the round's own text, and the decision itself."""

from __future__ import annotations

from uuid import UUID

from corporate.identity.signing import Signing
from kernel.context import Context
from workflows.approval.commands import DecideApproval
from workflows.approval.engine import ApprovalEngine
from workflows.approval.signable import Signable


class ApprovalProof:
    """Implements `gate.Provable` for `approvals.decide`."""

    def __init__(self, approvals: ApprovalEngine) -> None:
        self._approvals = approvals

    def seen(self, ctx: Context, command: DecideApproval) -> tuple[Signing, str]:
        """As it is on file; raises NotFound for whom it does not concern."""
        found = self._approvals.signable(ctx, UUID(command.approval_id))
        return _signing(command, found), found.text

    def now(self, ctx: Context, command: DecideApproval) -> Signing:
        """As it is at this moment; raises NotFound and ContentChanged."""
        shown = bytes.fromhex(command.shown_digest)
        return _signing(command, self._approvals.to_sign(ctx, UUID(command.approval_id), shown))


def _signing(command: DecideApproval, found: Signable) -> Signing:
    return Signing(found.operation, found.digest, command.action.value, found.money)

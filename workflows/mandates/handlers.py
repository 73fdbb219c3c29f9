"""What becomes of a change when its round of agreement ends."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from kernel.context import Context
from kernel.errors import Conflict, Invalid
from kernel.statements import Row
from kernel.text import Text
from workflows.approval.engine import ApprovalEngine
from workflows.approval.subjects import Outcome, Subject
from workflows.mandates import repository
from workflows.mandates.service import MandateService

_TRIGGERS: Final = {
    Outcome.REJECTED: "reject",
    Outcome.SENT_BACK: "send_back",
    Outcome.WITHDRAWN: "withdraw",
    Outcome.EXPIRED: "expire",
}
_WHY: Final = {
    "reject": Text("确认人驳回", "Rejected by who was to confirm it"),
    "send_back": Text("确认人退回", "Sent back by who was to confirm it"),
    "withdraw": Text("提交人撤回", "Withdrawn by its proposer"),
    "expire": Text("逾期未确认", "Not confirmed in time"),
}


class MandateSubject:
    """A change of rule, as the approval engine sees it."""

    def __init__(self, mandates: MandateService, approvals: ApprovalEngine) -> None:
        self._mandates = mandates
        self._approvals = approvals

    def lock(self, ctx: Context, subject_id: UUID) -> Subject:
        """Lock the change and say what it would do now; another text than was signed voids it."""
        return self._mandates.subject(ctx, repository.lock(ctx, subject_id))

    def settled(self, ctx: Context, subject_id: UUID, outcome: Outcome, approval_id: UUID) -> None:
        """A confirmed change comes into force at once, if today's rule is satisfied too."""
        mandate = repository.lock(ctx, subject_id)
        if outcome is Outcome.REOPENED:
            repository.move(ctx, mandate, "require_more", approval_id=approval_id)
        elif outcome is Outcome.GRANTED:
            self._granted(ctx, repository.move(ctx, mandate, "approve"), approval_id)
        else:
            trigger = _TRIGGERS[outcome]
            why = _WHY[trigger]
            repository.move(ctx, mandate, trigger, why={"zh": why.zh, "en": why.en})

    def _granted(self, ctx: Context, mandate: Row, approval_id: UUID) -> None:
        try:
            agreed = self._approvals.recheck(ctx, approval_id).satisfied
        except (Conflict, Invalid) as fault:  # no rule any more, or no longer what was signed
            self._mandates.fail(ctx, mandate, fault)
        else:
            if agreed:
                self._mandates.enforce(ctx, mandate)

"""What becomes of an order when its round of agreement ends."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from kernel.context import Context
from kernel.text import Text
from workflows.approval.subjects import Outcome, Subject
from workflows.standing import repository
from workflows.standing.service import StandingService

_TRIGGERS: Final = {
    Outcome.REJECTED: "reject",
    Outcome.SENT_BACK: "send_back",
    Outcome.WITHDRAWN: "withdraw",
    Outcome.EXPIRED: "expire",
}
_WHY: Final = {
    "reject": Text("审批人驳回", "Rejected by an approver"),
    "send_back": Text("审批人退回修改", "Sent back by an approver"),
    "withdraw": Text("经办人撤回", "Withdrawn by its maker"),
    "expire": Text("审批逾期", "Not approved in time"),
}


class StandingSubject:
    """A standing order, as the approval engine sees it."""

    def __init__(self, orders: StandingService) -> None:
        self._orders = orders

    def lock(self, ctx: Context, subject_id: UUID) -> Subject:
        """Lock the order and say what it is now; another text than was signed voids it."""
        return self._orders.subject(ctx, repository.lock(ctx, subject_id))

    def settled(self, ctx: Context, subject_id: UUID, outcome: Outcome, approval_id: UUID) -> None:
        """A granted order is in force; every run looks again whether today's rule is satisfied too."""
        order = repository.lock(ctx, subject_id)
        if outcome is Outcome.REOPENED:
            repository.move(ctx, order, "require_more", approval_id=approval_id)
        elif outcome is Outcome.GRANTED:
            self._orders.begin(ctx, repository.move(ctx, order, "approve"))
        else:
            trigger = _TRIGGERS[outcome]
            why = _WHY[trigger]
            repository.move(ctx, order, trigger, reason={"zh": why.zh, "en": why.en})

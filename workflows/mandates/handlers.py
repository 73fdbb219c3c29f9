"""What becomes of a change when its round of agreement ends."""

from __future__ import annotations

from typing import Final

from kernel.text import Text
from workflows.approval.engine import ApprovalEngine
from workflows.approval.following import RowSubject, when_agreed
from workflows.mandates import repository
from workflows.mandates.service import MandateService

_WORDS: Final = {
    "reject": Text("确认人驳回", "Rejected by who was to confirm it"),
    "send_back": Text("确认人退回", "Sent back by who was to confirm it"),
    "withdraw": Text("提交人撤回", "Withdrawn by its proposer"),
    "expire": Text("逾期未确认", "Not confirmed in time"),
}


def mandate_subject(mandates: MandateService, approvals: ApprovalEngine) -> RowSubject:
    """A change of rule, as the approval engine sees it; a confirmed one comes into force at once."""
    begin = when_agreed(approvals, mandates.enforce, mandates.fail)
    return RowSubject(
        repository.lock, mandates.subject, repository.move, begin, _WORDS, reason="why"
    )

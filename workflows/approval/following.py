"""How a product's row follows what became of its round: one way for every product whose subject is one row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final
from uuid import UUID

from kernel.context import Context
from kernel.errors import Conflict, Invalid, YinqiError
from kernel.operation import PEOPLE
from kernel.statements import Row
from kernel.text import Text
from workflows.approval.engine import ApprovalEngine
from workflows.approval.subjects import Outcome, Subject

_TRIGGERS: Final = {
    Outcome.REJECTED: "reject",
    Outcome.SENT_BACK: "send_back",
    Outcome.WITHDRAWN: "withdraw",
    Outcome.EXPIRED: "expire",
}
WORDS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "reject": Text("审批人驳回", "Rejected by an approver"),
        "send_back": Text("审批人退回修改", "Sent back by an approver"),
        "withdraw": Text("经办人撤回", "Withdrawn by its maker"),
        "expire": Text("审批逾期", "Not approved in time"),
    }
)
"""Why a row whose round ended without agreement is where it is, by trigger."""

Move = Callable[..., Row]
"""A repository's `move(ctx, row, trigger, **changes)`."""
Begin = Callable[[Context, Row, UUID], object]
"""What is done with a granted row; it is given the id of its round."""


def ending(outcome: Outcome, door: str = "", words: Mapping[str, Text] = WORDS) -> tuple[str, Row]:
    """The trigger of a round that ended without agreement, and why, as it is stored.

    With the `door` of what an ERP sent, being sent back is being rejected: nobody corrects here what an ERP
    sent. It sends anew, and must hear that this one is over.
    """
    trigger = _TRIGGERS[outcome]
    if door and trigger == "send_back" and door not in PEOPLE:
        trigger = "reject"
    return trigger, {"zh": words[trigger].zh, "en": words[trigger].en}


def when_agreed(
    approvals: ApprovalEngine,
    go: Callable[[Context, Row], object],
    fail: Callable[[Context, Row, YinqiError], object],
) -> Begin:
    """What to do with a granted row: go on if today's rule is satisfied too, and fail if there is none any more."""

    def begin(ctx: Context, row: Row, approval_id: UUID) -> None:
        try:
            agreed = approvals.recheck(ctx, approval_id).satisfied
        except (Conflict, Invalid) as fault:  # no rule any more, or no longer what was signed
            fail(ctx, row, fault)
        else:
            if agreed:
                go(ctx, row)

    return begin


@dataclass(frozen=True, slots=True)
class RowSubject:
    """A SubjectPort made of what a product has already: how a row is locked, shown, moved, and begun when granted.

    `reason` is the column that holds why. `corrected` says whether what an ERP sent may be corrected here.
    """

    locked: Callable[[Context, UUID], Row]
    shown: Callable[[Context, Row], Subject]
    move: Move
    begin: Begin
    words: Mapping[str, Text] = field(default_factory=lambda: WORDS)
    reason: str = "reason"
    corrected: bool = True

    def lock(self, ctx: Context, subject_id: UUID) -> Subject:
        """Lock the row and say what it is now; another text than was signed voids the round."""
        return self.shown(ctx, self.locked(ctx, subject_id))

    def settled(self, ctx: Context, subject_id: UUID, outcome: Outcome, approval_id: UUID) -> None:
        """Follow the round's outcome."""
        row = self.locked(ctx, subject_id)
        if outcome is Outcome.REOPENED:
            self.move(ctx, row, "require_more", approval_id=approval_id)
        elif outcome is Outcome.GRANTED:
            self.begin(ctx, self.move(ctx, row, "approve"), approval_id)
        else:
            trigger, why = ending(outcome, "" if self.corrected else row["door"], self.words)
            self.move(ctx, row, trigger, **{self.reason: why})

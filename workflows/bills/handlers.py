"""Reactions of requests: agreed upon or not, taken, signed or refused by the other side, paid."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from connectors.ports import Booking, ClearingAnswer, CoreBanking, Internal, Side
from kernel.bills.acts import Act
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.errors import Conflict, Invalid
from kernel.money import Money
from kernel.statements import Row
from kernel.text import Text
from workflows.approval.engine import ApprovalEngine
from workflows.approval.subjects import Outcome, Subject
from workflows.bills import repository
from workflows.bills.errors import NeverReturned
from workflows.bills.release import RAIL, Releaser, fail
from workflows.bills.service import BillService

WITHDRAWN: Final = "WITHDRAWN"
"""The exchange's word for a request that its maker has taken back."""
_TRIGGERS: Final = {
    Outcome.REJECTED: "reject",
    Outcome.SENT_BACK: "send_back",
    Outcome.WITHDRAWN: "withdraw",
    Outcome.EXPIRED: "expire",
}
_WHY: Final = {
    "reject": Text("审批人驳回", "Rejected by an approver"),
    "send_back": Text("审批人退回", "Sent back by an approver"),
    "withdraw": Text("经办人撤回", "Withdrawn by its maker"),
    "expire": Text("审批逾期", "Not approved in time"),
}


class BillSubject:
    """A request as the approval engine sees it."""

    def __init__(self, bills: BillService, approvals: ApprovalEngine, releaser: Releaser) -> None:
        self._bills = bills
        self._approvals = approvals
        self._releaser = releaser

    def lock(self, ctx: Context, subject_id: UUID) -> Subject:
        """Lock the request and say what it is now; another text than was signed voids it."""
        return self._bills.subject(ctx, repository.lock(ctx, subject_id))

    def settled(self, ctx: Context, subject_id: UUID, outcome: Outcome, approval_id: UUID) -> None:
        """A granted request goes to the exchange, if today's rule is satisfied too."""
        request = repository.lock(ctx, subject_id)
        if outcome is Outcome.REOPENED:
            repository.move(ctx, request, "require_more", approval_id=approval_id)
        elif outcome is Outcome.GRANTED:
            self._granted(ctx, repository.move(ctx, request, "approve"), approval_id)
        else:
            trigger = _TRIGGERS[outcome]
            why = _WHY[trigger]
            repository.move(ctx, request, trigger, reason={"zh": why.zh, "en": why.en})

    def _granted(self, ctx: Context, request: Row, approval_id: UUID) -> None:
        try:
            agreed = self._approvals.recheck(ctx, approval_id).satisfied
        except (Conflict, Invalid) as fault:  # no rule any more, or no longer what was signed
            fail(ctx, request, fault)
        else:
            if agreed:
                self._releaser.release(ctx, repository.lock(ctx, request["id"]))


class BillDispatch:
    """What the exchange says of a request."""

    def __init__(self, core: CoreBanking) -> None:
        self._core = core

    def lock(self, ctx: Context, subject_id: UUID) -> Row:
        """Lock the request: first in the lock order."""
        return repository.lock(ctx, subject_id)

    def accepted(self, ctx: Context, request: Row, answer: ClearingAnswer) -> None:
        """It waits for the other side; what the exchange said is kept by dispatch."""
        del answer
        repository.move(ctx, request, "accept")

    def settled(self, ctx: Context, request: Row, answer: ClearingAnswer) -> None:
        """It counts: a new bill has its number, and what was set aside is paid."""
        changes: dict[str, Any] = {}
        if request["act"] == Act.REGISTER:
            changes["bill_number"] = answer.reference
        if request["hold_id"] is not None:
            changes["transaction_id"] = self._pay(ctx, request)
        repository.move(ctx, request, "settle", **changes)

    def refused(self, ctx: Context, request: Row, answer: ClearingAnswer) -> None:
        """A definite no, of the exchange or of the other side; what was set aside is free again."""
        text = answer.extra.get("text") or {}
        said = {"zh": text.get("zh", answer.reason), "en": text.get("en", answer.reason)}
        trigger = "cancel" if answer.reason == WITHDRAWN else "refuse"
        repository.move(ctx, request, trigger, reason_code=answer.reason, reason=said)
        if request["hold_id"] is not None:
            self._core.void_hold(ctx, request["hold_id"])

    def lost(self, ctx: Context, request: Row, answer: ClearingAnswer) -> None:
        """No answer: unknown, and what was set aside stays so."""
        del answer
        if request["status"] != "unknown":
            repository.move(ctx, request, "lose")

    def returned(self, ctx: Context, request: Row, answer: ClearingAnswer) -> None:
        """The exchange takes nothing back: an operator looks at what it says."""
        del ctx
        raise NeverReturned(number=request["number"], message=answer.message_id)

    def _pay(self, ctx: Context, request: Row) -> UUID:
        """The hold becomes a posting to the exchange's clearing account (票款对付)."""
        interval = f"{request['starts_at']}-{request['ends_at']}"
        return self._core.book(
            ctx,
            Booking(
                id=ctx.world.ids.uuid7(), key=f"bill:{request['id']}:pay", kind="bill",
                money=Money(request["amount_minor"], "CNY"), debit=Side(request["account_number"]),
                credit=Side(internal=Internal.CLEARING, rail=RAIL), booked_on=bank_today(ctx.world.clock), at=ctx.now,
                detail={
                    "number": request["number"], "purpose": f"票据付款 {request['bill_number']} {interval}",
                },
                hold_id=request["hold_id"],
            ),
        )  # fmt: skip

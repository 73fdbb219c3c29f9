"""Reactions of requests: agreed upon or not, taken, signed or refused by the other side, paid."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from connectors.ports import Booking, ClearingAnswer, CoreBanking, Internal, Side
from kernel.bills.acts import Act
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.money import Money
from kernel.statements import Row
from kernel.text import Text
from workflows.approval.engine import ApprovalEngine
from workflows.approval.following import WORDS, RowSubject, when_agreed
from workflows.bills import repository
from workflows.bills.errors import NeverReturned
from workflows.bills.release import RAIL, Releaser, fail
from workflows.bills.service import BillService

WITHDRAWN: Final = "WITHDRAWN"
"""The exchange's word for a request that its maker has taken back."""
_WORDS: Final = {**WORDS, "send_back": Text("审批人退回", "Sent back by an approver")}


def bill_subject(bills: BillService, approvals: ApprovalEngine, releaser: Releaser) -> RowSubject:
    """A request, as the approval engine sees it; a granted one goes to the exchange."""
    begin = when_agreed(approvals, releaser.release, fail)
    return RowSubject(repository.lock, bills.subject, repository.move, begin, _WORDS)


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

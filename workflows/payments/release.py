"""Release: checks again, then books, or holds and hands to dispatch, or waits for its day.

An approved payment goes out exactly once: the core books under the payment's own key, dispatch
keeps one submission per payment, and the state moves by compare-and-set.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from connectors.ports import Booking, CoreBanking, Side
from corporate.banks import Bank
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.db import Row, savepoint
from kernel.errors import Conflict, Invalid
from kernel.failpoints import fp
from kernel.money import Money
from workflows.approval.engine import ApprovalEngine
from workflows.payments import repository, routes


class Outward(Protocol):
    """The dispatch engine, as far as a product sees it."""

    def prepare(
        self, ctx: Context, subject_type: str, subject_id: UUID, rail: str, payload: dict[str, Any]
    ) -> UUID:
        """Store a submission in this transaction; it is sent after commit."""
        ...


@dataclass(frozen=True, slots=True)
class Done:
    """What release did: the trigger it earned and the columns that change with it."""

    trigger: str
    changes: dict[str, Any]


def booking_detail(payment: Row) -> dict[str, Any]:
    """What both statements say about a payment."""
    return {
        "number": payment["number"],
        "client_serial": payment["client_serial"],
        "end_to_end": payment["end_to_end"],
        "payer_account": payment["payer_account"],
        "payer_name": payment["payer_name"],
        "payee_account": payment["payee_account"],
        "payee_name": payment["payee_name"],
        "payee_bank_code": payment["payee_bank_code"],
        "payee_bank_name": payment["payee_bank_name"],
        "purpose": payment["purpose"],
        "remark": payment["remark"],
        "rail": payment["rail"],
        "door": payment["door"],
    }


def money_of(payment: Row) -> Money:
    """Its amount."""
    return Money(payment["amount_minor"], payment["currency"])


class Releaser:
    """Sends approved payments on their way."""

    def __init__(self, core: CoreBanking, dispatch: Outward, approvals: ApprovalEngine) -> None:
        self._core = core
        self._dispatch = dispatch
        self._approvals = approvals

    def execute(self, ctx: Context, bank: Bank, payment: Row) -> Done:
        """Do what its rail asks for, in this transaction. Raises the core's refusals."""
        fp("pay.before_release")
        today = bank_today(ctx.world.clock)
        if payment["value_on"] > today or not _open(bank, payment, ctx.now):
            return Done("schedule", {})
        if payment["rail"] == routes.INTERNAL:
            return Done("book", {"transaction_id": self._book(ctx, payment, today)})
        money = Money(payment["amount_minor"] + payment["fee_minor"], payment["currency"])
        hold_id = self._core.place_hold(ctx, payment["payer_account"], money, payment["number"])
        payload = {
            **booking_detail(payment),
            "amount": money_of(payment).wire(),
            "currency": payment["currency"],
        }
        self._dispatch.prepare(ctx, "payment", payment["id"], payment["rail"], payload)
        fp("pay.after_prepare")
        return Done("release", {"hold_id": hold_id})

    def release(self, ctx: Context, bank: Bank, payment: Row, *, agreed: bool = False) -> Row:
        """Release a stored payment that is approved or whose day has come.

        `agreed` says that its round was looked at again just now, as for the rows of a group.
        """
        if not agreed and not self.still_agreed(ctx, payment):
            return repository.lock(ctx, payment["id"])
        try:
            with savepoint(ctx.uow):
                done = self.execute(ctx, bank, payment)
        except (Conflict, Invalid) as refusal:
            reason = {"zh": refusal.message.zh, "en": refusal.message.en}
            return repository.move(ctx, payment, "refuse", reason_code=refusal.code, reason=reason)
        if done.trigger == "schedule" and payment["status"] == "scheduled":
            return payment
        return repository.move(ctx, payment, done.trigger, **done.changes)

    def still_agreed(self, ctx: Context, payment: Row) -> bool:
        """Whether today's policy is satisfied too; if not, a round is open (again)."""
        if payment["approval_id"] is not None:
            return self._approvals.recheck(ctx, payment["approval_id"]).satisfied
        group_id = payment["group_id"]
        subject = ("payment", payment["id"]) if group_id is None else ("payment_group", group_id)
        return self._approvals.recheck_direct(ctx, *subject).satisfied

    def _book(self, ctx: Context, payment: Row, today: date) -> UUID:
        return self._core.book(
            ctx,
            Booking(
                id=ctx.world.ids.uuid7(),
                key=f"payment:{payment['id']}",
                kind="transfer",
                money=money_of(payment),
                debit=Side(payment["payer_account"]),
                credit=Side(payment["payee_account"]),
                booked_on=today,
                at=ctx.now,
                detail=booking_detail(payment),
            ),
        )


def _open(bank: Bank, payment: Row, now: datetime) -> bool:
    rail = bank.rails.get(payment["rail"])
    return rail is None or rail.schedule.is_open(now)

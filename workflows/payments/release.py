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
from kernel.db import savepoint
from kernel.errors import Conflict, Invalid, YinqiError
from kernel.failpoints import fp
from kernel.money import Money
from kernel.statements import Row
from workflows.approval.engine import ApprovalEngine
from workflows.payments import limiting, lines, repository, routes
from workflows.payments.errors import RailUnavailable
from workflows.payments.payees import PayeeBook


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
        **_of_message(payment),
    }


def _of_message(payment: Row) -> dict[str, str]:
    """What a payment of a pain.001 is called there; its own statement repeats it."""
    if payment["group_id"] is None:
        return {}
    message, block = lines.message_of(payment["client_serial"])
    return {"instruction": payment["instruction_id"], "message": message, "pmt_inf": block}


def money_of(payment: Row) -> Money:
    """Its amount."""
    return Money(payment["amount_minor"], payment["currency"])


class Releaser:
    """Sends approved payments on their way."""

    def __init__(
        self, core: CoreBanking, dispatch: Outward, approvals: ApprovalEngine, book: PayeeBook
    ) -> None:
        self._core = core
        self._payees = book
        self._dispatch = dispatch
        self._approvals = approvals

    def execute(self, ctx: Context, bank: Bank, payment: Row) -> Done:
        """Do what its rail asks for, in this transaction.

        Raises RailUnavailable for a way the bank has given up meanwhile, and the core's refusals.
        """
        fp("pay.before_release")
        today = bank_today(ctx.world.clock)
        if not may_go(bank, payment, ctx.now, today):
            return Done("schedule", {})
        day = {"value_on": _last_day(bank, payment["rail"], ctx.now, today)}
        if payment["rail"] == routes.INTERNAL:
            limiting.consume(ctx, payment)
            return Done("book", {"transaction_id": self._book(ctx, payment, today), **day})
        if not _is_offered(bank, payment["rail"]):
            raise RailUnavailable(rail=routes.RAIL_NAMES[payment["rail"]])
        money = Money(payment["amount_minor"] + payment["fee_minor"], payment["currency"])
        hold_id = self._core.place_hold(ctx, payment["payer_account"], money, payment["number"])
        payload = {
            **booking_detail(payment),
            "amount": money_of(payment).wire(),
            "currency": payment["currency"],
        }
        self._dispatch.prepare(ctx, "payment", payment["id"], payment["rail"], payload)
        fp("pay.after_prepare")
        return Done("release", {"hold_id": hold_id, **day})

    def attempt(self, ctx: Context, bank: Bank, payment: Row) -> Done:
        """The same, with a refusal as its outcome: what this one payment meets stops no other."""
        try:
            with savepoint(ctx.uow):
                return self.execute(ctx, bank, payment)
        except (Conflict, Invalid) as refusal:
            return Done("refuse", _because(refusal))

    def release(self, ctx: Context, bank: Bank, payment: Row) -> Row:
        """Send a stored payment, approved or waiting for its day, whose agreement was looked at."""
        try:
            self._payees.admit(ctx, bank, payment)
        except Conflict as refusal:
            return self.refuse(ctx, payment, refusal)
        done = self.attempt(ctx, bank, payment)
        if done.trigger == "schedule" and payment["status"] == "scheduled":
            return payment
        return repository.move(ctx, payment, done.trigger, **done.changes)

    def refuse(self, ctx: Context, payment: Row, why: YinqiError) -> Row:
        """End a stored payment that cannot be sent, and say why."""
        return repository.move(ctx, payment, "refuse", **_because(why))

    def still_agreed(
        self, ctx: Context, subject: tuple[str, UUID], approval_id: UUID | None
    ) -> bool:
        """Whether today's policy is satisfied too; if not, a round is open (again)."""
        if approval_id is not None:
            return self._approvals.recheck(ctx, approval_id).satisfied
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
                fee=Money(payment["fee_minor"], payment["currency"]),
            ),
        )


def _because(refusal: YinqiError) -> dict[str, Any]:
    words = refusal.message
    return {"reason_code": refusal.code, "reason": {"zh": words.zh, "en": words.en}}


def may_go(bank: Bank, payment: Row, now: datetime, today: date) -> bool:
    """Whether its day has come and its rail takes that day's business now."""
    if payment["requested_on"] > today:
        return False
    return bool(payment["value_on"] <= _last_day(bank, payment["rail"], now, today))


def last_days(bank: Bank, now: datetime, today: date) -> dict[str, date]:
    """The last bank day whose payments each rail takes now; no day at all while it is closed."""
    return {code: _last_day(bank, code, now, today) for code in bank.rails}


def _last_day(bank: Bank, code: str, now: datetime, today: date) -> date:
    """The natural day for what goes within the bank, and for what it no longer offers: to be refused."""
    if not _is_offered(bank, code):
        return today
    schedule = bank.rails[code].schedule
    return routes.business_day(schedule, now) if schedule.is_open(now) else date.min


def _is_offered(bank: Bank, code: str) -> bool:
    rail = bank.rails.get(code)
    return rail is not None and rail.enabled

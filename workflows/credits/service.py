"""Takes credits in, once each, whatever clearing repeats; and what the bank's desk does with the rest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from connectors.ports import Booking, CoreBanking, CreditMessage, PayeeCheck, Side
from kernel.context import Context
from kernel.db import savepoint
from kernel.errors import Conflict, Invalid
from kernel.failpoints import fp
from kernel.records import audit
from kernel.statements import Row
from kernel.text import Text
from workflows.credits import booking, repository, rules
from workflows.credits.errors import REASONS, AccountNotFit
from workflows.credits.states import CHART

RETURN = "credit_return"
"""The kind of submission that sends a suspended credit back (退汇)."""


class Outward(Protocol):
    """The dispatch engine, as far as credits see it."""

    def prepare(
        self,
        ctx: Context,
        subject_type: str,
        subject_id: UUID,
        rail: str,
        payload: Mapping[str, Any],
    ) -> UUID:
        """Store a submission in this transaction; it is sent after commit."""
        ...


class CreditService:
    """Books incoming credits or parks them; releases or returns what is parked."""

    def __init__(self, core: CoreBanking, dispatch: Outward) -> None:
        self._core = core
        self._dispatch = dispatch

    def take(self, ctx: Context, message: CreditMessage) -> bool:
        """Book a credit to its account, or to suspense; False when it was taken before.

        Its payload is hostile input like any other: raises CreditMalformed, and the intake keeps
        the message for an operator.
        """
        credit = _row(ctx, message, rules.read(message.payload), self._core.business_on(ctx))
        if not repository.insert(ctx, credit):
            return False
        fp("credit.before_book")
        credit = self._place(ctx, credit)
        fp("credit.after_book")
        audit.write(ctx, "credits.take", "credit", credit["number"], {"status": credit["status"]})
        return True

    def release(self, ctx: Context, number: str, account: str, reason: str) -> Row:
        """The desk books a suspended credit to the right account. Raises AccountNotFit, IllegalTransition."""
        credit = repository.lock(ctx, number)
        CHART.move(credit["status"], "release")
        check = self._core.check_payee(ctx, account, credit["payee_name"], credit["currency"])
        if check not in {PayeeCheck.MATCH, PayeeCheck.MISMATCH}:
            raise AccountNotFit(reason=REASONS[check])
        said, credit = credit["payee_account"], {**credit, "payee_account": account}
        transaction_id = self._release(ctx, credit, account)
        audit.write(ctx, "credits.release", "credit", number, {"account": account, "why": reason})
        return repository.move(
            ctx, credit, "release",
            {"why": reason, "said_account": said, "transaction_id": str(transaction_id)},
            enterprise_id=repository.owner_of(ctx, account), payee_account=account,
            transaction_id=transaction_id, reason={}, booked_on=self._core.business_on(ctx),
        )  # fmt: skip

    def give_back(self, ctx: Context, number: str, reason: str) -> Row:
        """The desk sends a suspended credit back; the money moves when clearing has taken it."""
        credit = repository.lock(ctx, number)
        return_id = ctx.world.ids.uuid7()
        moved = repository.move(ctx, credit, "give_back", {"why": reason}, return_id=return_id)
        self._dispatch.prepare(ctx, RETURN, return_id, credit["rail"], _return(credit, reason))
        audit.write(ctx, "credits.give_back", "credit", number, {"why": reason})
        return moved

    def _place(self, ctx: Context, credit: Row) -> Row:
        """To the customer if account and name are right and the core agrees; else to suspense."""
        account = credit["payee_account"]
        check = self._core.check_payee(ctx, account, credit["payee_name"], credit["currency"])
        if check is not PayeeCheck.MATCH:
            return self._suspend(ctx, credit, REASONS[check])
        to_customer = self._booking(ctx, credit, "transfer_in", Side(account))
        try:
            with savepoint(ctx.uow):
                transaction_id = self._core.book(ctx, to_customer)
        except (Conflict, Invalid) as refusal:
            return self._suspend(ctx, credit, refusal.message)
        owner = repository.owner_of(ctx, account)
        note = {"transaction_id": str(transaction_id)}
        return repository.move(
            ctx, credit, "book", note, enterprise_id=owner, transaction_id=transaction_id
        )

    def _suspend(self, ctx: Context, credit: Row, reason: Text) -> Row:
        parked = self._booking(ctx, credit, "suspense", booking.SUSPENSE)
        transaction_id = self._core.book(ctx, parked)
        said = {"zh": reason.zh, "en": reason.en}
        note = {"transaction_id": str(transaction_id)}
        return repository.move(
            ctx, credit, "suspend", note, transaction_id=transaction_id, reason=said
        )

    def _release(self, ctx: Context, credit: Row, account: str) -> UUID:
        key = f"credit:{credit['id']}:release"
        moved = booking.booking(ctx, credit, key, "transfer_in", booking.SUSPENSE, Side(account))
        try:
            with savepoint(ctx.uow):
                return self._core.book(ctx, moved)
        except (Conflict, Invalid) as refusal:
            raise AccountNotFit(reason=refusal.message) from refusal

    @staticmethod
    def _booking(ctx: Context, credit: Row, kind: str, to: Side) -> Booking:
        key = f"credit:{credit['rail']}:{credit['reference']}"
        return booking.booking(ctx, credit, key, kind, booking.clearing(credit), to)


def _row(ctx: Context, message: CreditMessage, said: rules.Said, on: date) -> Row:
    words = {name: value for name, value in said.words.items() if name != "amount"}
    return {
        **words,
        "tenant_id": ctx.tenant_id,
        "id": ctx.world.ids.uuid7(),
        "enterprise_id": None,
        "number": ctx.world.ids.number("C"),
        "rail": message.rail,
        "reference": message.reference,
        "amount_minor": said.money.minor,
        "status": CHART.initial,
        "version": 0,
        "reason": {},
        "booked_on": on,
        "transaction_id": None,
        "received_at": ctx.now,
    }


def _return(credit: Row, reason: str) -> dict[str, Any]:
    """The message that sends it back: the first payer is its payee."""
    return {
        "business": "A105",
        "number": credit["number"],
        "original_reference": credit["reference"],
        "amount": booking.money_of(credit).wire(),
        "currency": credit["currency"],
        "payer_account": credit["payee_account"],
        "payer_name": credit["payee_name"],
        "payee_account": credit["payer_account"],
        "payee_name": credit["payer_name"],
        "payee_bank_code": credit["payer_bank_code"],
        "payee_bank_name": credit["payer_bank_name"],
        "purpose": reason,
    }

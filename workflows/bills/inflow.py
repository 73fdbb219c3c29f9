"""What the exchange tells by itself: snapshots of bills, and money that has passed against one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from connectors.ports import Booking, CoreBanking, CreditMessage, Internal, Side
from corporate.banks import Bank
from kernel.bills.intervals import Interval
from kernel.bills.records import Bill, Party
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.db import savepoint
from kernel.errors import Conflict, Invalid
from kernel.money import Money
from workflows.bills import desk_repository as repository
from workflows.bills import register
from workflows.bills.desk import BillDesk
from workflows.bills.errors import SnapshotWrong
from workflows.bills.release import RAIL


class BillInflow:
    """Takes each message once, whatever the exchange repeats."""

    def __init__(
        self, core: CoreBanking, desk: BillDesk, bank_of: Callable[[Context], Bank]
    ) -> None:
        self._core = core
        self._desk = desk
        self._bank_of = bank_of

    def take(self, ctx: Context, message: CreditMessage) -> bool:
        """Take a message in; False when it says nothing new. Raises SnapshotWrong, SnapshotContradicts."""
        said, kind = message.payload, message.payload.get("kind")
        if kind == "bill":
            bill = register.read(_mapping(said.get("bill")))
            return self.take_bill(ctx, bill)
        if kind == "settlement":
            return self._take_money(ctx, message.reference, said)
        raise SnapshotWrong(fault=f"kind {kind!r}"[:60])

    def take_bill(self, ctx: Context, bill: Bill) -> bool:
        """Take a snapshot in, and answer what waits for the bank; False when nothing of it is new."""
        return self.take_bills(ctx, [bill]) == 1

    def take_bills(self, ctx: Context, bills: Sequence[Bill]) -> int:
        """The same for many different bills at once; how many were news."""
        taken = register.take(ctx, bills, self._bank_of(ctx).bank_code)
        for bill in taken:
            self._desk.consider(ctx, bill)
        return len(taken)

    def take_set(self, ctx: Context, messages: Sequence[CreditMessage]) -> None:
        """Take many snapshots in, in as few statements as for one; raises what any of them raises.

        Two of one bill are taken one after the other, as they were told.
        """
        waiting: dict[str, Bill] = {}
        for message in messages:
            bill = register.read(_mapping(message.payload.get("bill")))
            if bill.number in waiting:
                self.take_bills(ctx, list(waiting.values()))
                waiting.clear()
            waiting[bill.number] = bill
        if waiting:
            self.take_bills(ctx, list(waiting.values()))

    def _take_money(self, ctx: Context, reference: str, said: Mapping[str, Any]) -> bool:
        """Book what an interval was paid with, to its holder or to suspense, once."""
        try:
            interval = Interval(int(said["start"]), int(said["end"]))
            payee, number = Party.of(said["payee"]), str(said["number"])
        except (KeyError, ValueError, TypeError) as fault:
            raise SnapshotWrong(fault=f"{type(fault).__name__}: {fault}") from fault
        transaction_id = repository.claim_money(ctx, reference, number, interval, payee.account)
        if transaction_id is None:
            return False
        booking = Booking(
            id=transaction_id, key=f"bill_settlement:{reference}", kind="bill",
            money=Money(interval.amount_minor, "CNY"), debit=Side(internal=Internal.CLEARING, rail=RAIL),
            credit=self._payee(payee), booked_on=bank_today(ctx.world.clock), at=ctx.now,
            detail={"number": number, "purpose": f"票据到账 {number} {interval}"},
        )  # fmt: skip
        try:
            with savepoint(ctx.uow):
                self._core.book(ctx, booking)
                ctx.uow.flush()
        except (Conflict, Invalid):
            self._core.book(ctx, replace(booking, credit=Side(internal=Internal.SUSPENSE)))
        return True

    @staticmethod
    def _payee(payee: Party) -> Side:
        """A customer's account, or the bank's own bills when it holds the bill itself."""
        return Side(internal=Internal.BILLS) if payee.is_bank else Side(payee.account)


def is_snapshot(message: CreditMessage) -> bool:
    """Whether a message is a bill as it stands; money comes one by one, so that no account waits for others."""
    return message.payload.get("kind") == "bill"


def _mapping(said: Any) -> Mapping[str, Any]:
    if not isinstance(said, dict):
        raise SnapshotWrong(fault="no bill")
    return said

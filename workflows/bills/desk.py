"""The bank's own answers (银行柜面): by rule in the transaction that hears of a request, or by two people at the desk.

Each request is answered once. What the bank refuses says why; what it agrees to is set aside before it says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from connectors.ports import ClearingAnswer, CoreBanking
from corporate.banks import Bank
from kernel.bills import rules
from kernel.bills.acts import Act
from kernel.bills.errors import NotLive
from kernel.bills.records import Bill
from kernel.bills.rules import Request
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.db import savepoint
from kernel.errors import Conflict, Invalid
from kernel.money import Money
from kernel.records import audit
from kernel.statements import Row
from workflows.bills import acceptance_repository, register_repository
from workflows.bills import desk_repository as repository
from workflows.bills.deciding import Asked, Decider, Secured
from workflows.bills.desk_books import DeskBooks
from workflows.bills.drafts import as_party
from workflows.bills.errors import AnsweredElse, NeverReturned
from workflows.bills.release import RAIL, Outward
from workflows.bills.states import DeskStatus

DESK: Final = "bill_desk"
"""The kind of a submission that carries an answer, or a request, of the bank's own."""
_PAYMENT: Final = frozenset({Act.PRESENT, Act.PRESENT_LATE})


class BillDesk:
    """Answers for the bank, and books what its answers come to."""

    def __init__(
        self, core: CoreBanking, exchange: Outward, bank_of: Callable[[Context], Bank]
    ) -> None:
        self._core = core
        self._decider = Decider(core)
        self._books = DeskBooks(core)
        self._exchange = exchange
        self._bank_of = bank_of

    def consider(self, ctx: Context, bill: Bill) -> None:
        """Answer what of a bill waits for the bank by rule, lay the rest before people; end what is over."""
        bank = self._bank_of(ctx)
        if not any(party.code == bank.bank_code for party in bill.parties()):
            return
        waiting = [
            Asked.open(bill, piece, piece.open)
            for piece in bill.pieces
            if piece.open is not None and piece.open.to.code == bank.bank_code
        ]
        repository.lapse(ctx, bill.number, [asked.id for asked in waiting])
        for asked in waiting:
            if not repository.is_known(ctx, asked.id):
                self._hear(ctx, bank, asked)
        if bill.acceptor.code == bank.bank_code:
            self._books.free(ctx, bill)

    def decide(self, ctx: Context, open_id: str, *, agrees: bool, why: str) -> None:
        """What two people have decided; raises AnsweredElse, and what refuses an answer of yes."""
        row = repository.lock_waiting(ctx, open_id)
        if row is None:
            raise AnsweredElse
        bank, asked = self._bank_of(ctx), Asked.stored(row["asked"])
        secured = self._decider.secure(ctx, bank, asked, own_rate=True) if agrees else Secured()
        ctx.uow.flush()
        said = _said(bank, asked, "" if agrees else why, secured.figures)
        repository.decided(
            ctx, row, said, secured.hold_id, agrees=agrees, why="" if agrees else why
        )
        self._send(ctx, row["id"], asked.number, said)

    def collect(self, ctx: Context, number: str, start: int, act: str, debtor_code: str) -> None:
        """Present an interval the bank holds again, or take recourse for it; raises the table's refusals."""
        bank, act_id, asked = self._bank_of(ctx), ctx.world.ids.uuid7(), Act(act)
        bill = register_repository.load(ctx, number)
        piece = next((p for p in bill.pieces if p.interval.start == start), None) if bill else None
        if bill is None or piece is None:
            raise NotLive(interval=f"{start}-")
        to = next((p for p in rules.liable(bill, piece) if p.code == debtor_code), None)
        me, today = as_party(bank), bank_today(ctx.world.clock)
        rules.check(bill, Request("", asked, me, piece.interval, today, to))
        said: dict[str, Any] = {
            "act": asked.value, "number": number, "by": me.as_json(), "to": to.as_json() if to else None,
            "start": piece.interval.start, "end": piece.interval.end, "terms": {},
        }  # fmt: skip
        repository.insert(ctx, act_id, str(act_id), asked, said, None, DeskStatus.SENT, "")
        self._send(ctx, act_id, number, said)

    def collect_advances(self, ctx: Context) -> int:
        """Take what drawers' accounts have towards what the bank has advanced; how many were touched."""
        rows = [
            acceptance_repository.lock_advance(ctx, one["id"])
            for one in acceptance_repository.owed(ctx)
        ]
        return sum(bool(self._books.collect(ctx, row)) for row in rows if row is not None)

    def _hear(self, ctx: Context, bank: Bank, asked: Asked) -> None:
        act_id, why, secured = ctx.world.ids.uuid7(), "", Secured()
        if not self._decider.by_rule(ctx, bank, asked):
            said = _said(bank, asked, "", {})
            repository.insert(ctx, act_id, asked.id, asked.act, said, None, DeskStatus.WAITING, "")
            return
        try:
            with savepoint(ctx.uow):
                secured = self._decider.secure(ctx, bank, asked)
                ctx.uow.flush()
        except (Conflict, Invalid) as refusal:
            why = refusal.message.zh
        said = _said(bank, asked, why, secured.figures)
        repository.insert(
            ctx, act_id, asked.id, asked.act, said, secured.hold_id, DeskStatus.SENT, why
        )
        self._send(ctx, act_id, asked.number, said)

    def _send(self, ctx: Context, act_id: UUID, number: str, said: Mapping[str, Any]) -> None:
        """Store it for the exchange; the bank's own sums stay here."""
        amount = Money(said["end"] - said["start"] + 1, "CNY").wire()
        told = {name: value for name, value in said.items() if name != "figures"}
        payload = {**told, "amount": amount, "currency": "CNY"}
        self._exchange.prepare(ctx, DESK, act_id, RAIL, payload)
        what = said.get("answered", said["act"])
        audit.write(ctx, "bills.desk", "bill", number, {"act": what, "agrees": said.get("agrees")})

    # What became of an answer: the exchange's word, in the transaction that moves the submission.

    def lock(self, ctx: Context, subject_id: UUID) -> Row:
        """Lock the answer."""
        return repository.lock(ctx, subject_id)

    def accepted(self, ctx: Context, subject: Row, answer: ClearingAnswer) -> None:
        """The exchange has it; that alone says nothing more."""

    def lost(self, ctx: Context, subject: Row, answer: ClearingAnswer) -> None:
        """Asked about until it is known."""

    def settled(self, ctx: Context, act: Row, answer: ClearingAnswer) -> None:
        """It counts: the margin is booked, the seller paid, the bill paid."""
        _end(ctx, act, DeskStatus.SETTLED, answer)
        asked = act["asked"]
        if asked["act"] != Act.ANSWER or not act["agrees"]:
            return
        if act["act"] == Act.ASK_ACCEPTANCE:
            self._books.accepted(ctx, act)
        elif act["act"] == Act.DISCOUNT:
            self._books.bought(ctx, act)
        elif act["act"] in _PAYMENT:
            self._books.paid(ctx, act)

    def refused(self, ctx: Context, act: Row, answer: ClearingAnswer) -> None:
        """It came too late: withdrawn or returned meanwhile. What was set aside and counted is free."""
        _end(ctx, act, DeskStatus.REFUSED, answer)
        asked = act["asked"]
        if asked["act"] == Act.ANSWER and act["agrees"]:
            self._decider.give_back(ctx, Asked.stored(asked), asked.get("figures", {}))
        if act["hold_id"] is not None:
            self._core.void_hold(ctx, act["hold_id"])

    def returned(self, ctx: Context, subject: Row, answer: ClearingAnswer) -> None:
        """The exchange takes nothing back: an operator looks at what it says."""
        del ctx
        raise NeverReturned(number=subject["bill_number"], message=answer.message_id)


def _said(bank: Bank, asked: Asked, why: str, figures: Mapping[str, Any]) -> dict[str, Any]:
    """An answer as the exchange is told it, with the bank's own sums beside it."""
    return {
        "act": Act.ANSWER.value, "number": asked.number, "by": as_party(bank).as_json(), "to": asked.by.as_json(),
        "start": asked.interval.start, "end": asked.interval.end, "answers": asked.id, "answered": asked.act.value,
        "agrees": not why, "note": why, "terms": dict(asked.terms), "drawer": asked.drawer.as_json(),
        "due_on": asked.due_on.isoformat(), "kind": asked.kind.value, "figures": dict(figures),
    }  # fmt: skip


def _end(ctx: Context, act: Row, status: DeskStatus, answer: ClearingAnswer) -> None:
    repository.end(ctx, act["id"], status.value, None)
    said = {"status": status.value, "message": answer.message_id}
    audit.write(ctx, "bills.desk", "bill", act["bill_number"], said)

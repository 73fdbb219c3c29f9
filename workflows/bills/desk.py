"""The bank's own answers (银行柜面): acceptance against margin and line, discount at the table's price, payment.

A request to the bank is answered in the transaction that hears of it, by the bank's rules; each once. What it
refuses says why.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final
from uuid import UUID

from connectors.ports import Booking, ClearingAnswer, CoreBanking, Internal, Side
from corporate.banks import Bank
from kernel.bills.acts import Act
from kernel.bills.intervals import Interval
from kernel.bills.records import Bill, Open, Party, Piece
from kernel.calendar import SHANGHAI, bank_today
from kernel.context import Context
from kernel.db import savepoint
from kernel.errors import Conflict, Invalid
from kernel.money import Money
from kernel.records import audit
from kernel.statements import Row
from workflows.bills import desk_repository as repository
from workflows.bills import quotes
from workflows.bills.drafts import as_party
from workflows.bills.errors import LineUsedUp, NeverReturned, RateStale
from workflows.bills.release import RAIL, Outward

DESK: Final = "bill_desk"
"""The kind of a submission that carries an answer of the bank's own."""
USUAL_MARGIN_PERCENT: Final = 30
USUAL_LINE_MINOR: Final = 5_000_000_000
_PERCENT: Final = 100


class BillDesk:
    """Answers for the bank, and books what its answers come to."""

    def __init__(
        self, core: CoreBanking, exchange: Outward, bank_of: Callable[[Context], Bank]
    ) -> None:
        self._core = core
        self._exchange = exchange
        self._bank_of = bank_of

    def consider(self, ctx: Context, bill: Bill) -> None:
        """Answer whatever of a bill waits for the bank itself."""
        bank = self._bank_of(ctx)
        for piece in bill.pieces:
            if piece.open is not None and piece.open.to.code == bank.bank_code:
                self._answer(ctx, bank, bill, piece, piece.open)

    def _answer(self, ctx: Context, bank: Bank, bill: Bill, piece: Piece, waiting: Open) -> None:
        act_id, why, hold_id = ctx.world.ids.uuid7(), "", None
        try:
            with savepoint(ctx.uow):
                hold_id = self._decide(ctx, bank, bill, piece, waiting)
                ctx.uow.flush()
        except (Conflict, Invalid) as refusal:
            why = refusal.message.zh
        by, interval = as_party(bank), piece.interval
        asked = {
            "act": Act.ANSWER.value, "number": bill.number, "by": by.as_json(), "to": waiting.by.as_json(),
            "start": interval.start, "end": interval.end, "answers": waiting.id, "answered": waiting.act.value,
            "agrees": not why, "note": why, "terms": dict(waiting.terms), "drawer": bill.drawer.as_json(),
            "due_on": bill.due_on.isoformat(), "kind": bill.kind.value,
        }  # fmt: skip
        act = repository.NewAct(
            act_id, waiting.id, bill.number, interval, waiting.act, why, asked, hold_id
        )
        if not repository.insert(ctx, act):
            if hold_id is not None:
                self._core.void_hold(ctx, hold_id)
            return
        amount = Money(interval.amount_minor, "CNY").wire()
        self._exchange.prepare(ctx, DESK, act_id, RAIL, {**asked, "amount": amount, "currency": "CNY"})  # fmt: skip
        audit.write(ctx, "bills.desk", "bill", bill.number, {"act": waiting.act.value, "agrees": not why})  # fmt: skip

    def _decide(
        self, ctx: Context, bank: Bank, bill: Bill, piece: Piece, waiting: Open
    ) -> UUID | None:
        """The margin that is held for an acceptance, or None; raises what refuses it."""
        if waiting.act is Act.ASK_ACCEPTANCE:
            return self._margin(ctx, bank, bill)
        if waiting.act is Act.DISCOUNT:
            self._price(ctx, bank, bill, piece, waiting)
        return None

    def _margin(self, ctx: Context, bank: Bank, bill: Bill) -> UUID:
        """Accept within the drawer's line, a part of the face set aside on its account (保证金)."""
        said = bank.settings.get("bill_acceptance", {})
        percent = int(said.get("margin_percent", USUAL_MARGIN_PERCENT))
        line = int(said.get("line_minor", USUAL_LINE_MINOR))
        used = repository.accepted_for(ctx, bank.bank_code, bill.drawer.code)
        if used + bill.amount_minor > line:
            raise LineUsedUp(line=Money(line, "CNY").wire(), used=Money(used, "CNY").wire())
        margin = Money(-(-bill.amount_minor * percent // _PERCENT), "CNY")
        return self._core.place_hold(ctx, bill.drawer.account, margin, f"承兑保证金 {bill.number}")

    def _price(
        self, ctx: Context, bank: Bank, bill: Bill, piece: Piece, waiting: Open
    ) -> quotes.Quote:
        prices = bank.settings.get("bill_prices", {})
        until = quotes.ends_on(bank.calendar, bill.due_on)
        found = quotes.quote(
            prices, bill.kind, piece.interval.amount_minor, bank_today(ctx.world.clock), until
        )
        if found.rate != quotes.decimal(str(waiting.terms.get("rate", "0"))):
            raise RateStale(rate=found.rate)
        return found

    # What became of an answer: the exchange's word, in the transaction that moves the submission.

    def lock(self, ctx: Context, subject_id: UUID) -> Row:
        """Lock the answer."""
        return repository.lock(ctx, subject_id)

    def accepted(self, ctx: Context, subject: Row, answer: ClearingAnswer) -> None:
        """An answer takes effect at once; that it is known says nothing more."""

    def lost(self, ctx: Context, subject: Row, answer: ClearingAnswer) -> None:
        """Asked about until it is known."""

    def settled(self, ctx: Context, act: Row, answer: ClearingAnswer) -> None:
        """It counts: pay the holder for a discount, the exchange for a presentation."""
        _end(ctx, act, "settled", act["hold_id"], answer)
        if not act["agrees"]:
            return
        if act["act"] == Act.DISCOUNT:
            self._pay_seller(ctx, act)
        elif act["act"] in {Act.PRESENT, Act.PRESENT_LATE}:
            self._pay_bill(ctx, act)

    def refused(self, ctx: Context, act: Row, answer: ClearingAnswer) -> None:
        """It came too late: withdrawn or returned meanwhile. A margin is given back."""
        _end(ctx, act, "refused", None, answer)
        if act["hold_id"] is not None:
            self._core.void_hold(ctx, act["hold_id"])

    def returned(self, ctx: Context, subject: Row, answer: ClearingAnswer) -> None:
        """The exchange takes nothing back: an operator looks at what it says."""
        del ctx
        raise NeverReturned(number=subject["bill_number"], message=answer.message_id)

    def _pay_seller(self, ctx: Context, act: Row) -> None:
        """The proceeds to the seller and the interest to income, both against the discounted bill (贴现资产)."""
        asked, interval = act["asked"], Interval(act["starts_at"], act["ends_at"])
        seller = Party.of(asked["to"])
        face = interval.amount_minor
        interest = self._interest(ctx, act)
        for part, minor, to in (
            ("proceeds", face - interest, Side(seller.account)),
            ("interest", interest, Side(internal=Internal.BILL_INTEREST)),
        ):
            if minor:
                self._book(ctx, act, part, Money(minor, "CNY"), (Side(internal=Internal.BILLS), to))

    def _interest(self, ctx: Context, act: Row) -> int:
        asked = act["asked"]
        bank = self._bank_of(ctx)
        from_on = act["created_at"].astimezone(SHANGHAI).date()
        until = quotes.ends_on(bank.calendar, date.fromisoformat(asked["due_on"]))
        face = act["ends_at"] - act["starts_at"] + 1
        return quotes.interest(face, (until - from_on).days, quotes.decimal(asked["terms"]["rate"]))

    def _pay_bill(self, ctx: Context, act: Row) -> None:
        """Pay a bill the bank has accepted: out of the drawer's account, advanced where that is short (垫款)."""
        drawer, money = Party.of(act["asked"]["drawer"]), Money(act["ends_at"] - act["starts_at"] + 1, "CNY")  # fmt: skip
        self._free_margin(ctx, act)
        to = Side(internal=Internal.CLEARING, rail=RAIL)
        try:
            with savepoint(ctx.uow):
                self._book(ctx, act, "payment", money, (Side(drawer.account), to))
                ctx.uow.flush()
        except (Conflict, Invalid):
            self._book(ctx, act, "advance", money, (Side(internal=Internal.ADVANCES), to))

    def _free_margin(self, ctx: Context, act: Row) -> None:
        """End the margin with the first payment of the bill; a further interval is paid from the account."""
        hold_id = repository.take_margin(ctx, act["bill_number"])
        if hold_id is not None:
            self._core.void_hold(ctx, hold_id)

    def _book(
        self, ctx: Context, act: Row, part: str, money: Money, sides: tuple[Side, Side]
    ) -> None:
        interval = f"{act['starts_at']}-{act['ends_at']}"
        detail: dict[str, Any] = {
            "number": act["bill_number"], "purpose": f"{_WORDS[part]} {act['bill_number']} {interval}",
        }  # fmt: skip
        self._core.book(
            ctx,
            Booking(
                id=ctx.world.ids.uuid7(), key=f"bill_desk:{act['id']}:{part}", kind="bill", money=money,
                debit=sides[0], credit=sides[1], booked_on=bank_today(ctx.world.clock), at=ctx.now, detail=detail,
            ),
        )  # fmt: skip


_WORDS: Final = {
    "proceeds": "贴现实付", "interest": "贴现利息", "payment": "票据付款", "advance": "承兑垫款",
}  # fmt: skip


def _end(ctx: Context, act: Row, status: str, hold_id: UUID | None, answer: ClearingAnswer) -> None:
    repository.end(ctx, act["id"], status, hold_id)
    said = {"status": status, "message": answer.message_id}
    audit.write(ctx, "bills.desk", "bill", act["bill_number"], said)

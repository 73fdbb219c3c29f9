"""What the bank's own answers come to on its books: margin, proceeds and interest, payment, advances.

Every booking has a key of the answer or interval it is for, so that it happens once.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from connectors.ports import Booking, CoreBanking, Internal, Side
from kernel.bills.codes import Stage
from kernel.bills.intervals import Interval
from kernel.bills.records import Bill, Party
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.db import savepoint
from kernel.errors import Conflict, Invalid
from kernel.money import Money
from kernel.statements import Row
from workflows.bills import acceptance_repository as acceptances
from workflows.bills import desk_repository as repository
from workflows.bills import margins
from workflows.bills import settings_repository as settings
from workflows.bills.release import RAIL

_CLEARING: Final = Side(internal=Internal.CLEARING, rail=RAIL)
_MARGIN: Final = Side(internal=Internal.BILL_MARGIN)
_OPEN: Final = "open"


class DeskBooks:
    """Books for the bank."""

    def __init__(self, core: CoreBanking) -> None:
        self._core = core

    def accepted(self, ctx: Context, act: Row) -> None:
        """The bank is bound: what was set aside becomes margin on its books."""
        asked, interval = act["asked"], Interval(act["starts_at"], act["ends_at"])
        drawer, margin = Party.of(asked["drawer"]), int(asked["figures"]["margin_minor"])
        acceptances.insert(ctx, act, drawer, interval.amount_minor, margin)
        if margin:
            key = f"bill_margin:{act['bill_number']}:in"
            self._book(ctx, key, "存入承兑保证金", act["bill_number"], Money(margin, "CNY"), Side(drawer.account), _MARGIN, act["hold_id"])  # fmt: skip

    def bought(self, ctx: Context, act: Row) -> None:
        """Proceeds to the seller; interest to income, the buyer's part of it from the buyer's account."""
        asked, said = act["asked"], act["asked"]["figures"]
        face = int(act["ends_at"] - act["starts_at"] + 1)
        interest, buyers = int(said["interest_minor"]), int(said["buyer_minor"])
        own, number = interest - buyers, act["bill_number"]
        bills, income = Side(internal=Internal.BILLS), Side(internal=Internal.BILL_INTEREST)
        party = Party.of(asked["to"])
        seller = Side(party.account)
        repository.note_discount(ctx, act, party.code)
        for part, words, minor, debit, credit in (
            ("proceeds", "贴现实付", face - own, bills, seller),
            ("interest", "贴现利息", own, bills, income),
            ("buyer", "代付贴现利息", buyers, Side(said.get("buyer_account", "")), income),
        ):
            if minor:
                hold = act["hold_id"] if part == "buyer" else None
                key = f"bill_desk:{act['id']}:{part}"
                self._book(ctx, key, words, number, Money(minor, "CNY"), debit, credit, hold)

    def paid(self, ctx: Context, act: Row) -> None:
        """Pay what the bank has accepted: from the margin, from the drawer's account, the rest advanced (垫款)."""
        interval, number = Interval(act["starts_at"], act["ends_at"]), act["bill_number"]
        drawer = Party.of(act["asked"]["drawer"])
        self._free_former(ctx, number)
        margin = self._end(ctx, number, interval, is_paid=True)
        if margin:
            key = f"bill_margin:{number}:{interval}"
            self._book(ctx, key, "承兑保证金付款", number, Money(margin, "CNY"), _MARGIN, _CLEARING)
        rest = interval.amount_minor - margin
        taken = self._take(ctx, drawer.account, rest, f"bill_desk:{act['id']}:payment", number)
        short = rest - taken
        if short:
            key, debit = f"bill_desk:{act['id']}:advance", Side(internal=Internal.ADVANCES)
            self._book(ctx, key, "承兑垫款", number, Money(short, "CNY"), debit, _CLEARING)
            acceptances.advance(ctx, number, drawer, short)

    def free(self, ctx: Context, bill: Bill) -> None:
        """Give back the margin of intervals that ended without the bank's paying: recalled, or paid by another."""
        ended = [piece for piece in bill.pieces if piece.stage in {Stage.VOID, Stage.PAID}]
        row = acceptances.lock(ctx, bill.number) if ended else None
        if row is None or not row["face_left_minor"]:
            return
        for piece in ended:
            for part in margins.without(piece.interval, acceptances.ends(ctx, bill.number)):
                if repository.is_paying(ctx, bill.number, part):
                    continue
                margin = self._end(ctx, bill.number, part, is_paid=False)
                if margin:
                    self._give_margin(ctx, row, part, Money(margin, "CNY"))
        self._free_former(ctx, bill.number)

    def collect(self, ctx: Context, advance: Row) -> int:
        """Take what the drawer's account has towards an advance; how much that was (扣收垫款)."""
        number, account = advance["bill_number"], advance["account_number"]
        key = f"bill_advance:{advance['id']}:{advance['times']}"
        taken = self._take(
            ctx, account, advance["left_minor"], key, number, Side(internal=Internal.ADVANCES), "归还承兑垫款"
        )  # fmt: skip
        if taken:
            acceptances.collected(ctx, advance, taken)
        return taken

    def _end(self, ctx: Context, number: str, interval: Interval, *, is_paid: bool) -> int:
        """An accepted interval has ended: its part of the margin, and its face is off the line."""
        row = acceptances.lock(ctx, number)
        if row is None:
            return 0
        margin = margins.part_of(row["margin_minor"], row["face_minor"], interval)
        acceptances.end(ctx, number, interval, margin, is_paid=is_paid)
        settings.give_line(ctx, row["drawer_code"], interval.amount_minor)
        return margin

    def _give_margin(self, ctx: Context, row: Row, part: Interval, money: Money) -> None:
        """Back to the drawer's account, or to suspense where that takes nothing."""
        key, number = f"bill_margin:{row['number']}:{part}", row["number"]
        try:
            with savepoint(ctx.uow):
                self._book(ctx, key, "退还承兑保证金", number, money, _MARGIN, Side(row["account_number"]))  # fmt: skip
                ctx.uow.flush()
        except (Conflict, Invalid):
            suspense = Side(internal=Internal.SUSPENSE)
            self._book(ctx, key, "退还承兑保证金", number, money, _MARGIN, suspense)

    def _take(  # noqa: PLR0917 - a booking
        self,
        ctx: Context,
        account: str,
        wanted: int,
        key: str,
        number: str,
        credit: Side = _CLEARING,
        words: str = "票据付款",
    ) -> int:
        """Book as much of a sum as an account can pay; how much that was."""
        found = self._core.accounts(ctx, [account])
        able = found[0].available.minor if found and found[0].status == _OPEN else 0
        minor = max(0, min(able, wanted))
        if not minor:
            return 0
        try:
            with savepoint(ctx.uow):
                self._book(ctx, key, words, number, Money(minor, "CNY"), Side(account), credit)
                ctx.uow.flush()
        except (Conflict, Invalid):
            return 0
        return minor

    def _free_former(self, ctx: Context, number: str) -> None:
        """A margin of before there was one on the books: a hold, ended with the first payment."""
        hold_id = repository.take_margin(ctx, number)
        if hold_id is not None:
            self._core.void_hold(ctx, hold_id)

    def _book(  # noqa: PLR0917 - a booking
        self,
        ctx: Context,
        key: str,
        words: str,
        number: str,
        money: Money,
        debit: Side,
        credit: Side,
        hold_id: UUID | None = None,
    ) -> None:
        detail: dict[str, Any] = {"number": number, "purpose": f"{words} {number}"}
        self._core.book(
            ctx,
            Booking(
                id=ctx.world.ids.uuid7(), key=key, kind="bill", money=money, debit=debit, credit=credit,
                booked_on=bank_today(ctx.world.clock), at=ctx.now, detail=detail, hold_id=hold_id,
            ),
        )  # fmt: skip

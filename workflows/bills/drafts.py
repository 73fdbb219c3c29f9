"""From what is asked to what would be sent to the exchange: found, locked and held against the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from connectors.ports import CoreBanking
from corporate import enterprises
from corporate.banks import Bank
from kernel.bills import numbers, rules
from kernel.bills.acts import Act
from kernel.bills.codes import BillKind, Payer, Reason
from kernel.bills.errors import NotLive, PartyWrong
from kernel.bills.intervals import Interval, IntervalWrong
from kernel.bills.records import Bill, Party, Piece
from kernel.bills.rules import Request
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.statements import Row
from workflows.bills import file_repository, quotes, repository
from workflows.bills import settings_repository as settings
from workflows.bills.commands import (
    AnswerBill,
    DiscountBill,
    NamePartyOfBill,
    RegisterBill,
    TakeRecourse,
)
from workflows.bills.errors import (
    AccountNotSigned,
    AgreementWrong,
    DebtorWrong,
    NothingToAnswer,
    RateStale,
    ReasonMissing,
)
from workflows.bills.views import bill_of, interval_of

BankOf = Callable[[Context], Bank]
_SHOWN: Final = frozenset({Act.ASK_ACCEPTANCE, Act.DISCOUNT})
"""Acts the other side looks at contract and invoice for; what is signed names them by their hash."""
WHOLE: Final = 100
"""The percentage of interest borne by the buyer alone (买方付息)."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a request is about and what of it the exchange is told."""

    account: str
    bill_number: str
    interval: Interval
    due_on: date
    asked: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Ground:
    """One interval with the bill around it, locked, and who stands before it."""

    bill: Bill
    piece: Piece
    interval: Interval
    me: Party
    terms: dict[str, Any] = field(default_factory=dict)


class Drafter:
    """Makes drafts; every refusal is one of the table's own sentences."""

    def __init__(self, core: CoreBanking, bank_of: BankOf) -> None:
        self._core = core
        self._bank_of = bank_of

    def me(self, ctx: Context, account: str) -> Party:
        """The enterprise as a party of bills, by one of its accounts. Raises AccountNotSigned."""
        found = self._core.accounts(ctx, [account])
        if not found:
            raise AccountNotSigned(account=account)
        own = enterprises.current(ctx.uow)
        return Party(own.name, own.uscc, account, self._bank_of(ctx).bank_code)

    def draft(self, ctx: Context, act: Act, command: Any) -> Draft:
        """What the command comes to; raises the table's refusals and those of a draft."""
        if isinstance(command, RegisterBill):
            return self._register(ctx, command)
        ground = self._ground(ctx, command)
        if isinstance(command, AnswerBill):
            return self._answer(ctx, ground, command)
        to = self._other(ctx, ground, command)
        if getattr(command, "remark", ""):
            ground.terms["remark"] = command.remark
        if act in _SHOWN:
            files = file_repository.listed(ctx, ground.bill.number)
            if files:
                ground.terms["files"] = [bytes(one["digest"]).hex() for one in files]
        today = bank_today(ctx.world.clock)
        rules.check(
            ground.bill, Request("", act, ground.me, ground.interval, today, to, ground.terms)
        )
        return _draft(ground, command.account_number, {"act": act.value, "to": to.as_json() if to else None})  # fmt: skip

    def _ground(self, ctx: Context, command: Any) -> _Ground:
        number, wanted = numbers.parse_number(command.bill_number), interval_of(command.interval)
        seats = repository.lock_seats(ctx, number, wanted)
        if not seats:
            raise NotLive(interval=command.interval or number)
        if len(seats) > 1:
            raise IntervalWrong(written="")
        bill = bill_of(seats[0])
        piece = bill.pieces[0]
        me = self.me(ctx, command.account_number)
        return _Ground(bill, piece, wanted or piece.interval, me)

    def _register(self, ctx: Context, command: RegisterBill) -> Draft:
        me, today = self.me(ctx, command.account_number), bank_today(ctx.world.clock)
        acceptor = self._acceptor(ctx, command, me)
        payee = Party(*_four(command, "payee"))
        bill = rules.register(
            Bill(
                "", command.kind, command.amount_minor, today, command.due_on, me, acceptor, payee,
                command.splits and not command.classic, command.mark, command.contract, command.invoice, (),
            )
        )  # fmt: skip
        face = {**bill.as_json(), "classic": command.classic}
        asked = {
            "act": Act.REGISTER.value, "number": "", "by": me.as_json(), "to": None, "bill": face,
            "terms": {"remark": command.remark},
        }  # fmt: skip
        whole = Interval.whole(command.amount_minor)
        return Draft(command.account_number, "", whole, command.due_on, asked)

    def _acceptor(self, ctx: Context, command: RegisterBill, me: Party) -> Party:
        """Who is to accept it; where nobody is named, the bank or the drawer itself. Raises PartyWrong."""
        said = _four(command, "acceptor")
        if all(said):
            return Party(*said)
        if any(said) or command.kind is BillKind.FINANCE:
            raise PartyWrong(who=command.acceptor_name or "—", act=Act.ASK_ACCEPTANCE.label)
        return as_party(self._bank_of(ctx)) if command.kind is BillKind.BANK else me

    def _answer(self, ctx: Context, ground: _Ground, command: AnswerBill) -> Draft:
        waiting = ground.piece.open
        if waiting is None or waiting.to.code != enterprises.current(ctx.uow).uscc:
            raise NothingToAnswer
        if not command.agrees and (
            command.reason is None or (command.reason is Reason.OTHER and not command.note)
        ):
            raise ReasonMissing
        note = " ".join(filter(None, (command.reason.value if command.reason else "", command.note)))  # fmt: skip
        said = {
            "act": Act.ANSWER.value, "to": waiting.by.as_json(), "answers": waiting.id,
            "answered": waiting.act.value, "agrees": command.agrees, "note": "" if command.agrees else note,
        }  # fmt: skip
        whole = _Ground(ground.bill, ground.piece, ground.piece.interval, ground.me, ground.terms)
        return _draft(whole, command.account_number, said)

    def _other(self, ctx: Context, ground: _Ground, command: Any) -> Party | None:
        """Who is named, and what is agreed with them."""
        if isinstance(command, NamePartyOfBill):
            ground.terms["mark"] = command.mark.value
            return Party(command.to_name, command.to_code, command.to_account, command.to_bank)
        if isinstance(command, TakeRecourse):
            found = {p.code: p for p in rules.liable(ground.bill, ground.piece)}
            if command.debtor_code not in found:
                raise DebtorWrong(code=command.debtor_code)
            return found[command.debtor_code]
        if isinstance(command, DiscountBill):
            return self._discounter(ctx, ground, command)
        return None

    def _discounter(self, ctx: Context, ground: _Ground, command: DiscountBill) -> Party:
        """This bank, at the rate of its table; raises RateStale, NoPrice, AgreementWrong."""
        found = self.quote(ctx, ground.bill, ground.interval)
        if found.rate != quotes.decimal(command.rate):
            raise RateStale(rate=found.rate)
        ground.terms.update(rate=str(found.rate), payer=command.payer.value)
        if command.payer is not Payer.SELLER:
            agreed = self.agreed(ctx, command.payer, command.agreement)
            ground.terms.update(agreement=agreed["number"], buyer_percent=agreed["percent"])
        return as_party(self._bank_of(ctx))

    def agreed(self, ctx: Context, payer: Payer, number: str) -> Row:
        """The enterprise's agreement about who bears interest: all of it, or a part; raises AgreementWrong."""
        found = settings.agreement(ctx, number, bank_today(ctx.world.clock))
        if found is None or (payer is Payer.BUYER) is not (found["percent"] == WHOLE):
            raise AgreementWrong(number=number or "—")
        return found

    def quote(self, ctx: Context, bill: Bill, interval: Interval) -> quotes.Quote:
        """What the bank would pay for an interval today; raises NoPrice."""
        bank, today = self._bank_of(ctx), bank_today(ctx.world.clock)
        prices = settings.prices(ctx, bank).bands
        until = quotes.ends_on(bank.calendar, bill.due_on)
        return quotes.quote(prices, bill.kind, interval.amount_minor, today, until)


def _four(command: RegisterBill, who: str) -> list[str]:
    """What a command says of somebody: name, code, account and bank."""
    return [getattr(command, f"{who}_{part}") for part in ("name", "code", "account", "bank")]


def as_party(bank: Bank) -> Party:
    """The bank itself in a bill."""
    return Party(bank.name.zh, bank.bank_code, bank.bank_code, bank.bank_code)


def _draft(ground: _Ground, account: str, said: Mapping[str, Any]) -> Draft:
    interval = ground.interval
    asked = {
        "number": ground.bill.number, "by": ground.me.as_json(), "start": interval.start, "end": interval.end,
        "terms": ground.terms, **said,
    }  # fmt: skip
    return Draft(account, ground.bill.number, interval, ground.bill.due_on, asked)

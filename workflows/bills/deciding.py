"""What the bank decides about a request to itself (审批): its line and margin, its price, whose interest it is.

What is above the ceiling for answers by rule, and whatever no rule is about, is for two people at the desk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Self
from uuid import UUID

from connectors.ports import CoreBanking
from corporate.banks import Bank
from kernel.bills.acts import Act
from kernel.bills.codes import BillKind, Payer
from kernel.bills.intervals import Interval
from kernel.bills.records import Bill, Open, Party, Piece, Terms
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.money import Money
from workflows.bills import quotes
from workflows.bills import settings_repository as settings
from workflows.bills.errors import AccountNotSigned, AgreementWrong, LineUsedUp, RateStale

_BY_RULE: Final = frozenset({Act.PRESENT, Act.PRESENT_LATE, Act.DISCHARGE, Act.RELEASE})
"""What the bank owes, or is owed, anyway."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request to the bank, with what of the bill it is decided by."""

    id: str
    act: Act
    number: str
    interval: Interval
    by: Party
    drawer: Party
    kind: BillKind
    due_on: date
    terms: Terms = field(default_factory=dict)

    @property
    def amount_minor(self) -> int:
        """What it is about."""
        return self.interval.amount_minor

    @classmethod
    def open(cls, bill: Bill, piece: Piece, waiting: Open) -> Self:
        """What waits in a piece of a bill."""
        return cls(
            waiting.id, waiting.act, bill.number, piece.interval, waiting.by, bill.drawer, bill.kind, bill.due_on,
            dict(waiting.terms),
        )  # fmt: skip

    @classmethod
    def stored(cls, said: Mapping[str, Any]) -> Self:
        """As it was written down when it came."""
        return cls(
            said["answers"], Act(said["answered"]), said["number"], Interval(said["start"], said["end"]),
            Party.of(said["to"]), Party.of(said["drawer"]), BillKind(said["kind"]),
            date.fromisoformat(said["due_on"]), dict(said["terms"]),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Secured:
    """What was set aside for an answer of yes, and the sums it will be booked with."""

    hold_id: UUID | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)


class Decider:
    """The bank's rules about requests to itself."""

    def __init__(self, core: CoreBanking) -> None:
        self._core = core

    def by_rule(self, ctx: Context, bank: Bank, asked: Asked) -> bool:
        """Whether the rules alone answer it."""
        if asked.act is Act.ASK_ACCEPTANCE:
            return asked.amount_minor <= settings.line(ctx, bank, asked.drawer.code).auto_minor
        if asked.act is Act.DISCOUNT:
            return asked.amount_minor <= settings.prices(ctx, bank).auto_minor(asked.kind)
        if asked.act is Act.PRESENT:
            return bank_today(ctx.world.clock) >= asked.due_on
        return asked.act in _BY_RULE

    def secure(self, ctx: Context, bank: Bank, asked: Asked, *, own_rate: bool = False) -> Secured:
        """What an answer of yes needs: counted and set aside; raises what refuses it.

        With `own_rate` two people have agreed to the rate that is asked, whatever the table says.
        """
        if asked.act is Act.ASK_ACCEPTANCE:
            return self._margin(ctx, bank, asked)
        if asked.act is Act.DISCOUNT:
            return self._price(ctx, bank, asked, own_rate=own_rate)
        return Secured()

    def give_back(self, ctx: Context, asked: Asked, figures: Mapping[str, Any]) -> None:
        """An answer of yes came too late: what was counted is free again."""
        if asked.act is Act.ASK_ACCEPTANCE:
            settings.give_line(ctx, asked.drawer.code, asked.amount_minor)
        if figures.get("agreement"):
            settings.give_agreement(ctx, figures["agreement"], figures["buyer_minor"])

    def _margin(self, ctx: Context, bank: Bank, asked: Asked) -> Secured:
        """Accept within the drawer's line, a part of the face set aside on its account (保证金)."""
        self._here(ctx, asked.drawer)
        line = settings.line(ctx, bank, asked.drawer.code)
        if not settings.use_line(ctx, asked.drawer.code, asked.amount_minor, line.line_minor):
            used = settings.used(ctx, asked.drawer.code)
            raise LineUsedUp(
                line=Money(line.line_minor, "CNY").wire(), used=Money(used, "CNY").wire()
            )
        margin = Money(line.margin_of(asked.amount_minor), "CNY")
        if not margin.minor:
            return Secured(None, {"margin_minor": 0})
        hold = self._core.place_hold(
            ctx, asked.drawer.account, margin, f"承兑保证金 {asked.number}"
        )
        return Secured(hold, {"margin_minor": margin.minor})

    def _price(self, ctx: Context, bank: Bank, asked: Asked, *, own_rate: bool) -> Secured:
        """Buy at the table's price, or at the one two people agreed to; the buyer's part of interest set aside."""
        self._here(ctx, asked.by)
        today, until = bank_today(ctx.world.clock), quotes.ends_on(bank.calendar, asked.due_on)
        wanted = quotes.decimal(str(asked.terms.get("rate", "0")))
        bands = settings.prices(ctx, bank).bands
        found = quotes.quote(bands, asked.kind, asked.amount_minor, today, until)
        if found.rate != wanted and not own_rate:
            raise RateStale(rate=found.rate)
        interest = quotes.interest(asked.amount_minor, found.days, wanted)
        figures: dict[str, Any] = {
            "interest_minor": interest, "buyer_minor": 0, "days": found.days, "from_on": today.isoformat(),
            "until_on": until.isoformat(), "rate": str(wanted),
        }  # fmt: skip
        payer = Payer(asked.terms.get("payer", Payer.SELLER.value))
        if payer is Payer.SELLER:
            return Secured(None, figures)
        return self._buyers(ctx, asked, figures, today)

    def _buyers(
        self, ctx: Context, asked: Asked, figures: Mapping[str, Any], today: date
    ) -> Secured:
        """The buyer's part of the interest, counted under its agreement and set aside on its account."""
        number, code = str(asked.terms.get("agreement", "")), asked.by.code
        percent = settings.percent_of(ctx, number, code, today)
        if percent is None:
            raise AgreementWrong(number=number)
        minor = quotes.share(figures["interest_minor"], percent)
        row = settings.use_agreement(ctx, number, code, minor, today)
        if row is None:
            raise AgreementWrong(number=number)
        said = {
            **figures, "buyer_minor": minor, "agreement": number, "buyer_account": row["buyer_account"],
            "buyer_name": row["buyer_name"],
        }  # fmt: skip
        if not minor:
            return Secured(None, said)
        money = Money(minor, "CNY")
        hold = self._core.place_hold(ctx, row["buyer_account"], money, f"贴现利息 {asked.number}")
        return Secured(hold, said)

    def _here(self, ctx: Context, party: Party) -> None:
        """Whoever is paid or pays has its account here."""
        if not self._core.accounts(ctx, [party.account]):
            raise AccountNotSigned(account=party.account)

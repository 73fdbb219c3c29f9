"""The embedded core at the end of a day. Interest is paid through the books' own posting functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final
from uuid import UUID

from connectors.core_banking.embedded import EmbeddedCore, internal_number, open_internal
from connectors.ports import Booking, CreditSet, Internal, NightLine, Side, Unequal
from kernel.context import Context
from kernel.db import savepoint
from kernel.errors import Conflict, Invalid, YinqiError
from kernel.failpoints import fp
from kernel.money import Money
from ledger import interest, night, queries

KIND: Final = "interest"
_CLEARING_GL: Final = "2241"
_SHOWN: Final = 100
_NOT_CLEARED: Final = frozenset({"INTERNAL", "BILLS"})
"""Clearing accounts that no clearing knows: openings, and the exchange of bills, which is compared by itself."""


class EmbeddedNight:
    """CoreNight on the ledger in the same database."""

    def __init__(self, core: EmbeddedCore) -> None:
        self._core = core

    def last_cut(self, ctx: Context) -> date | None:
        """The last day that was cut."""
        return night.last_cut(ctx.uow)

    def cut_over(self, ctx: Context, on: date) -> bool:
        """Cut a day."""
        return night.cut_over(ctx.uow, on, ctx.now)

    def close_portion(self, ctx: Context, on: date, limit: int) -> int:
        """Make statements for so many accounts."""
        return night.close_portion(ctx.uow, on, limit)[0]

    def statements_on(self, ctx: Context, on: date) -> Mapping[str, int]:
        """How many statements and lines."""
        found = night.moved_on(ctx.uow, on)
        return {"statements": found["accounts"], "lines": found["lines"]}

    def accrue(self, ctx: Context, on: date) -> Mapping[str, Any]:
        """Count a day's balances."""
        return {
            "accounts": interest.accrue(ctx.uow, on), "unrated": interest.unrated(ctx.uow, on),
        }  # fmt: skip

    def period_of(self, on: date) -> date:
        """The last day of its period."""
        return interest.period_of(on)

    def settle_interest(self, ctx: Context, period_on: date) -> int:
        """Work out what a period came to."""
        return interest.settle(ctx.uow, period_on)

    def pay_interest(self, ctx: Context, value_on: date, limit: int) -> int:
        """Credit each account from the interest expense, all in one call of the books; park what is refused."""
        found = interest.due(ctx.uow, limit)
        if not found:
            return 0
        currency, on = found[0].currency.strip(), self._core.business_on(ctx)
        self._open(ctx, Internal.INTEREST, currency, on)
        refused = self._credit(ctx, found, currency, on, value_on)
        fp("day_end.interest_posted")
        parked = [one for place, one in enumerate(found, 1) if place in refused]
        for one in parked:
            self._park(ctx, one, on)
        paid = [one for place, one in enumerate(found, 1) if place not in refused]
        interest.mark(ctx.uow, paid, "paid", ctx.now)
        interest.mark(ctx.uow, parked, "parked", ctx.now)
        return len(found)

    def pay_up(self, ctx: Context, account_id: UUID, on: date) -> None:
        """Pay what an account that is closed has earned up to the day before."""
        for one in interest.settle_one(ctx.uow, account_id, on):
            self._open(ctx, Internal.INTEREST, one.currency.strip(), on)
            sides = Side(internal=Internal.INTEREST), Side(one.number)
            self._core.book(ctx, _booking(ctx, one, _key(one), sides, on))
            interest.mark(ctx.uow, [one], "paid", ctx.now)

    def pay_parked(self, ctx: Context, limit: int) -> int:
        """Credit what was parked to accounts that take it again."""
        found, on = interest.payable(ctx.uow, limit), self._core.business_on(ctx)
        paid = [one for one in found if self._pay(ctx, one, on)]
        interest.mark(ctx.uow, paid, "paid", ctx.now)
        return len(paid)

    def interest_totals(self, ctx: Context, period_on: date) -> Sequence[Mapping[str, Any]]:
        """What a period came to."""
        return interest.totals(ctx.uow, period_on)

    def clearing_lines(self, ctx: Context, on: date) -> list[NightLine]:
        """Everything booked with clearing."""
        rows = night.clearing_lines(ctx.uow, on, _CLEARING_GL)
        lines = [
            NightLine(
                _rail(row["account"]), row["currency"].strip(), row["key"], row["amount_minor"]
            )
            for row in rows
        ]
        return [line for line in lines if line.rail not in _NOT_CLEARED]

    def booked_on(self, ctx: Context, keys: Sequence[str]) -> Mapping[str, date]:
        """Business dates by key."""
        return night.booked_on(ctx.uow, keys)

    def unequal(self, ctx: Context, on: date) -> list[Unequal]:
        """Figures that are not what their rows come to."""
        return [Unequal(**asdict(one)) for one in night.unequal(ctx.uow, on, _SHOWN)]

    def _credit(
        self, ctx: Context, found: Sequence[interest.Settlement], currency: str, on: date, value_on: date
    ) -> Mapping[int, YinqiError]:  # fmt: skip
        return self._core.book_set(
            ctx,
            CreditSet(
                kind=KIND,
                currency=currency,
                debit=Side(internal=Internal.INTEREST),
                booked_on=on,
                at=ctx.now,
                keys={ctx.world.ids.uuid7(): _key(one) for one in found},
                said={"purpose": "活期存款结息", "value_on": value_on.isoformat()},
                places=list(range(1, len(found) + 1)),
                accounts=[one.number for one in found],
                minors=[one.interest_minor for one in found],
                details=[_said(one) for one in found],
            ),
        )

    def _park(self, ctx: Context, one: interest.Settlement, on: date) -> None:
        """The expense counts now; the account has it when it takes money again."""
        currency = one.currency.strip()
        self._open(ctx, Internal.INTEREST_PAYABLE, currency, on)
        sides = Side(internal=Internal.INTEREST), Side(internal=Internal.INTEREST_PAYABLE)
        self._core.book(ctx, _booking(ctx, one, f"{_key(one)}:parked", sides, on))

    def _pay(self, ctx: Context, one: interest.Settlement, on: date) -> bool:
        sides = Side(internal=Internal.INTEREST_PAYABLE), Side(one.number)
        try:
            with savepoint(ctx.uow):
                self._core.book(ctx, _booking(ctx, one, _key(one), sides, on))
        except (Conflict, Invalid):
            return False
        return True

    def _open(self, ctx: Context, internal: Internal, currency: str, on: date) -> None:
        """A bank that pays interest in a currency for the first time has no account for it yet."""
        if not queries.exists(ctx.uow, internal_number(internal, currency)):
            open_internal(ctx, internal, currency, on)


def _rail(number: str) -> str:
    """The rail a clearing account is of: CLEARING-HVPS-CNY."""
    return number.split("-")[1]


def _key(one: interest.Settlement) -> str:
    return f"interest:{one.account_id}:{one.period_on.isoformat()}"


def _said(one: interest.Settlement) -> dict[str, Any]:
    """What the statement tells of it; a product is too large a number for some readers, so it is text."""
    return {
        "period_on": one.period_on.isoformat(), "days": one.days, "product": str(one.product),
        "payee_account": one.number,
    }  # fmt: skip


def _booking(
    ctx: Context, one: interest.Settlement, key: str, sides: tuple[Side, Side], on: date
) -> Booking:
    money = Money(one.interest_minor, one.currency.strip())
    detail = {"purpose": "活期存款结息", **_said(one)}
    return Booking(ctx.world.ids.uuid7(), key, KIND, money, *sides, on, ctx.now, detail)

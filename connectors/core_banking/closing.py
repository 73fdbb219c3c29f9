"""An account of the embedded core is closed: interest to the day, what is left goes elsewhere, and the books shut it."""

from __future__ import annotations

from typing import Final

from connectors.core_banking.embedded import EmbeddedCore
from connectors.core_banking.night import EmbeddedNight
from connectors.ports import Booking, Side
from kernel.context import Context
from kernel.money import Money
from ledger import books, interest, queries

KIND: Final = "closing"
_PURPOSE: Final = "结清销户"


class AccountClosing:
    """The desk's port; it works in the caller's transaction."""

    def __init__(self, core: EmbeddedCore) -> None:
        self._core = core
        self._night = EmbeddedNight(core)

    def hindrance(self, ctx: Context, number: str) -> str:
        """What keeps an account from being closed now: its `status`, money `held`, `interest`; empty for nothing."""
        (found,) = queries.balances(ctx.uow, [number])
        if found.status != "open":
            return "status"
        if found.held_minor:
            return "held"
        return (
            "interest" if interest.awaited(ctx.uow, found.id, self._core.business_on(ctx)) else ""
        )

    def foreseen(self, ctx: Context, number: str) -> tuple[Money, Money, int]:
        """What would be moved now: the balance, the interest up to yesterday, and of how many days that is."""
        (found,) = queries.balances(ctx.uow, [number])
        minor, days = interest.foreseen(ctx.uow, found.id, self._core.business_on(ctx))
        currency = found.currency.strip()
        return Money(found.booked_minor, currency), Money(minor, currency), days

    def close(self, ctx: Context, number: str, onto: str) -> None:
        """Pay its interest, move everything to another account of the bank, and shut it for ever.

        Raises what the books refuse the other account for, and AccountNotEmpty.
        """
        (found,) = queries.balances(ctx.uow, [number])
        on = self._core.business_on(ctx)
        self._night.pay_up(ctx, found.id, on)
        ctx.uow.flush()
        (found,) = queries.balances(ctx.uow, [number])
        left = Money(found.booked_minor, found.currency.strip())
        if left.is_positive:
            detail = {"purpose": _PURPOSE, "payer_account": number, "payee_account": onto}
            self._core.book(
                ctx,
                Booking(
                    ctx.world.ids.uuid7(), f"closing:{found.id}", KIND, left, Side(number), Side(onto), on, ctx.now,
                    detail,
                ),
            )  # fmt: skip
        books.set_status(ctx.uow, number, "closed")

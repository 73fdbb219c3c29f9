"""What the bank's desk asks of the core about accounts: open, shut, hold. It posts nothing."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from connectors.core_banking.embedded import CustomerAccount, EmbeddedCore, open_customer
from kernel.context import Context
from kernel.money import Money
from ledger import books


class AccountKeeping:
    """The desk's side of the embedded core."""

    def __init__(self, core: EmbeddedCore) -> None:
        self._core = core

    def open_customer(  # noqa: PLR0917 - an account
        self, ctx: Context, enterprise_id: UUID, number: str, name: str, currency: str, on: date
    ) -> None:
        """Open an account with nothing on it."""
        open_customer(ctx, CustomerAccount(enterprise_id, number, name, currency), on)

    def status(self, ctx: Context, number: str) -> str:
        """How an account stands; empty for none."""
        found = self._core.accounts(ctx, [number])
        return str(found[0].status) if found else ""

    def set_status(self, ctx: Context, number: str, status: str) -> None:
        """Let the books take everything, credits only, or nothing."""
        books.set_status(ctx.uow, number, status)

    def hold(self, ctx: Context, number: str, money: Money, reason: str) -> UUID:
        """Set money aside."""
        return self._core.place_hold(ctx, number, money, reason)

    def release(self, ctx: Context, hold_id: UUID) -> None:
        """Give it back."""
        self._core.void_hold(ctx, hold_id)

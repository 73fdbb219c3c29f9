"""A new bank with everything it needs before its first customer: address, rails, and accounts of its own."""

from __future__ import annotations

from datetime import date

from connectors.core_banking.embedded import open_bills, open_internal
from connectors.ports import Internal
from corporate.banks.opening import NewBank, open_bank
from kernel.context import Context

_OWN = "INTERNAL"
"""Clearing with nobody: what balances are brought in against."""


def open_new(ctx: Context, bank: NewBank, on: date) -> None:
    """Open it under the scope's tenant id; its own accounts begin on a day. Raises IdentifierFault, RailHoursFault."""
    open_bank(ctx.uow, bank, at=ctx.now)
    for currency in dict.fromkeys(rail.currency for rail in bank.rails):
        rails = [rail.code for rail in bank.rails if rail.currency == currency]
        for code in (*rails, _OWN):
            open_internal(ctx, Internal.CLEARING, currency, on, code)
        for internal in (Internal.SUSPENSE, Internal.FEES, Internal.BATCH):
            open_internal(ctx, internal, currency, on)
    open_bills(ctx, on)

"""Reactions of invoices: a fee that is to be invoiced by itself, as soon as it is booked."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from connectors.ports import BookedLine, CoreBanking
from kernel.context import Context
from receipts.invoice import CURRENCY
from workflows.invoices import queries
from workflows.invoices.asking import Requester
from workflows.invoices.errors import NotOffered
from workflows.invoices.rules import Fee
from workflows.invoices.words import Mode

TOPICS: Final = ("payment.succeeded", "books.booked")
"""What tells of fees: the payment they were charged with, or the books, of those charged later (补扣手续费)."""
_LATE: Final = "fee"


class FeeInvoicer:
    """Hears of payments that went through and fees charged later; hearing twice invoices once."""

    def __init__(self, core: CoreBanking, requester: Requester) -> None:
        self._core = core
        self._requester = requester

    def __call__(self, ctx: Context, payload: Mapping[str, Any]) -> None:
        """Invoice the fees of the bookings an event names, where the enterprise wants that."""
        enterprise = payload.get("enterprise_id")
        if enterprise and not _is_wanted(ctx.inside(UUID(enterprise))):
            return
        named = [payload.get("transaction_id")]
        if payload.get("kind") == _LATE:
            named += payload.get("transactions", ())
        for transaction in filter(None, named):
            self._invoice(ctx, UUID(transaction))

    def _invoice(self, ctx: Context, transaction: UUID) -> None:
        fees = [line for line in self._core.transaction(ctx, transaction) if _is_fee(line)]
        for enterprise_id in {owner for line in fees if (owner := line.enterprise_id)}:
            mine = [_fee(transaction, line) for line in fees if line.enterprise_id == enterprise_id]
            self._of_enterprise(ctx.inside(enterprise_id), mine)

    def _of_enterprise(self, inside: Context, fees: list[Fee]) -> None:
        if not _is_wanted(inside):
            return
        if queries.is_taken(inside, [(fee.transaction_id, fee.account_number) for fee in fees]):
            return
        with suppress(NotOffered):
            self._requester.of_fees(inside, fees)


def _is_wanted(inside: Context) -> bool:
    buyer = queries.buyer(inside)
    return buyer is not None and buyer["mode"] == Mode.EACH


def _is_fee(line: BookedLine) -> bool:
    return bool(line.detail.get("fee") and line.money.minor < 0 and line.money.currency == CURRENCY)


def _fee(transaction_id: UUID, line: BookedLine) -> Fee:
    said = line.detail
    return Fee(
        transaction_id,
        line.account_number,
        -line.money.minor,
        line.booked_on,
        said.get("number", ""),
        said.get("rail", ""),
    )

"""Reactions of invoices: a fee that is to be invoiced by itself, as soon as it is booked."""

from __future__ import annotations

from collections.abc import Mapping
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

TOPICS: Final = ("payment.succeeded",)


class FeeInvoicer:
    """Hears of payments that went through; hearing twice invoices once."""

    def __init__(self, core: CoreBanking, requester: Requester) -> None:
        self._core = core
        self._requester = requester

    def __call__(self, ctx: Context, payload: Mapping[str, Any]) -> None:
        """Invoice the fee of the booking an event names, where the enterprise wants that."""
        transaction, enterprise = payload.get("transaction_id"), payload.get("enterprise_id")
        if not transaction or not enterprise:
            return
        inside = ctx.inside(UUID(enterprise))
        buyer = queries.buyer(inside)
        if buyer is None or buyer["mode"] != Mode.EACH:
            return
        lines = self._core.transaction(ctx, UUID(transaction))
        fees = [_fee(UUID(transaction), line) for line in lines if _is_fee(line)]
        keys = [(fee.transaction_id, fee.account_number) for fee in fees]
        if not fees or queries.is_taken(inside, keys):
            return
        try:
            self._requester.of_fees(inside, fees)
        except NotOffered:
            return


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

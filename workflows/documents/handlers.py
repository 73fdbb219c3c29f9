"""Reactions of documents: what was booked gets its receipts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from kernel.context import Context
from workflows.documents.holding import Tell
from workflows.documents.service import DocumentService

TOPICS = ("payment.succeeded", "payment.returned", "credit.booked", "batch.booked", "books.booked")
"""What tells of bookings: the slices of theirs, the books of everything else (利息, 票据, 补扣手续费)."""


class ReceiptIssuer:
    """Hears of bookings; hearing twice issues once."""

    def __init__(self, documents: DocumentService) -> None:
        self._documents = documents

    def __call__(self, ctx: Context, payload: Mapping[str, Any]) -> None:
        """Issue the receipts of the transaction an event names."""
        subject = payload.get("payment_id") or payload.get("credit_id") or payload.get("batch_id")
        transaction = payload.get("transaction_id")
        if subject and transaction:
            self._documents.issue(ctx, UUID(transaction), UUID(subject))
        for one in payload.get("transactions", ()):
            self._documents.issue(ctx, UUID(one), UUID(one))


class HoldIssuer:
    """Hears of money set aside or set free; hearing twice issues once."""

    def __init__(self, documents: DocumentService, tell: Tell) -> None:
        self._documents = documents
        self._tell = tell

    def __call__(self, ctx: Context, payload: Mapping[str, Any]) -> None:
        """Issue the receipt of what an event tells of, where one is due."""
        held = self._tell(ctx, payload)
        if held is not None:
            self._documents.issue_held(ctx, held)

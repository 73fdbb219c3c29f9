"""Which events of the house are told to programs. Called by the relay, at least once for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from kernel.context import Context
from workflows.feed import repository
from workflows.feed.repository import Told

Payload = Mapping[str, Any]
Hears = Callable[[Context, Payload], None]


def payment_changed(ctx: Context, payload: Payload) -> None:
    """What became of a payment."""
    row = repository.payment(ctx, UUID(payload["payment_id"]))
    _tell(ctx, payload, row["payer_account"], payload["number"], row["client_serial"])


def batch_changed(ctx: Context, payload: Payload) -> None:
    """What became of a batch."""
    row = repository.batch(ctx, UUID(payload["batch_id"]))
    _tell(ctx, payload, row["account"], payload["number"], row["client_serial"])


def credit_booked(ctx: Context, payload: Payload) -> None:
    """Money came in; what is nobody's account is the bank's own affair."""
    if payload["enterprise_id"]:
        _tell(ctx, payload, payload["account_number"], payload["number"])


def bill_changed(ctx: Context, payload: Payload) -> None:
    """What became of a request about a bill, or what somebody asks of the enterprise."""
    _tell(ctx, payload, payload["account_number"], payload["number"], payload["client_serial"])


def standing_changed(ctx: Context, payload: Payload) -> None:
    """What became of a standing order; its payments are told as payments."""
    _tell(ctx, payload, payload["account_number"], payload["number"], payload["client_serial"])


def certificate(ctx: Context, payload: Payload) -> None:
    """A key of the direct link ends soon, or has a successor."""
    _tell(ctx, payload, "", payload["serial"])


def _tell(ctx: Context, payload: Payload, account: str, number: str, serial: str = "") -> None:
    told = Told(
        UUID(payload["event_id"]), payload["topic"], account, number, serial,
        datetime.fromisoformat(payload["event_at"]),
    )  # fmt: skip
    repository.tell(ctx, UUID(payload["enterprise_id"]), told)


_PAYMENTS: Final = (
    "approved", "scheduled", "succeeded", "failed", "unknown", "returned", "rejected", "sent_back", "withdrawn",
    "expired", "cancelled", "reopened",
)  # fmt: skip
_BATCHES: Final = (
    "submitted", "released", "running", "succeeded", "partly_succeeded", "failed", "rejected", "sent_back", "withdrawn",
    "expired", "cancelled", "reopened",
)  # fmt: skip
_BILLS: Final = (
    "asked", "sent", "waiting", "succeeded", "failed", "unknown", "rejected", "sent_back", "withdrawn", "expired",
    "cancelled", "reopened",
)  # fmt: skip
_STANDING: Final = (
    "active", "rejected", "sent_back", "withdrawn", "expired", "reopened", "suspended", "stopped", "cancelled",
    "completed", "short",
)  # fmt: skip
SUBSCRIPTIONS: Final[Mapping[str, tuple[Hears, ...]]] = {
    **{f"payment.{what}": (payment_changed,) for what in _PAYMENTS},
    **{f"batch.{what}": (batch_changed,) for what in _BATCHES},
    **{f"bill.{what}": (bill_changed,) for what in _BILLS},
    **{f"standing.{what}": (standing_changed,) for what in _STANDING},
    "credit.booked": (credit_booked,),
    "certificate.expiring": (certificate,),
    "certificate.renewed": (certificate,),
}
"""Topic of the outbox → who hears it."""

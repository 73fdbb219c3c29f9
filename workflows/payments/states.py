"""States of a payment and every way between them. Labels are the public statuses'."""

from __future__ import annotations

from enum import StrEnum

from kernel.public_status import PublicStatus
from kernel.states import Chart, Edge
from kernel.text import Text


class PaymentStatus(StrEnum):
    """Where a payment stands."""

    DRAFT = "draft"
    PENDING_APPROVAL = "pending_approval"
    SENT_BACK = "sent_back"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    SUBMITTED = "submitted"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    RETURNED = "returned"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"

    @property
    def public(self) -> PublicStatus:
        """What its owner is told."""
        return PublicStatus(self.value)

    @property
    def label(self) -> Text:
        """Its name."""
        return self.public.label


EDGES = (
    Edge("draft", "submit", "pending_approval", "payment.submitted", "maker"),
    Edge("draft", "authorise", "approved", "payment.approved", "maker"),
    Edge("draft", "refuse", "failed", "payment.failed", "core"),
    Edge("pending_approval", "approve", "approved", "payment.approved", "approver"),
    Edge("pending_approval", "reject", "rejected", "payment.rejected", "approver"),
    Edge("pending_approval", "send_back", "sent_back", "payment.sent_back", "approver"),
    Edge("pending_approval", "withdraw", "withdrawn", "payment.withdrawn", "maker"),
    Edge("pending_approval", "expire", "expired", "payment.expired", "system"),
    Edge("sent_back", "submit", "pending_approval", "payment.submitted", "maker"),
    Edge("sent_back", "authorise", "approved", "payment.approved", "maker"),
    Edge("sent_back", "withdraw", "withdrawn", "payment.withdrawn", "maker"),
    Edge("sent_back", "expire", "expired", "payment.expired", "system"),
    Edge("approved", "schedule", "scheduled", "payment.scheduled", "system"),
    Edge("approved", "require_more", "pending_approval", "payment.reopened", "system"),
    Edge("approved", "release", "submitted", "payment.released", "system"),
    Edge("approved", "book", "succeeded", "payment.succeeded", "core"),
    Edge("approved", "refuse", "failed", "payment.failed", "core"),
    Edge("scheduled", "require_more", "pending_approval", "payment.reopened", "system"),
    Edge("scheduled", "release", "submitted", "payment.released", "system"),
    Edge("scheduled", "book", "succeeded", "payment.succeeded", "core"),
    Edge("scheduled", "refuse", "failed", "payment.failed", "core"),
    Edge("scheduled", "cancel", "cancelled", "payment.cancelled", "maker"),
    Edge("submitted", "accept", "processing", "payment.accepted", "clearing"),
    Edge("submitted", "settle", "succeeded", "payment.succeeded", "clearing"),
    Edge("submitted", "refuse", "failed", "payment.failed", "clearing"),
    Edge("submitted", "lose", "unknown", "payment.unknown", "worker"),
    Edge("processing", "settle", "succeeded", "payment.succeeded", "clearing"),
    Edge("processing", "refuse", "failed", "payment.failed", "clearing"),
    Edge("processing", "lose", "unknown", "payment.unknown", "worker"),
    Edge("unknown", "accept", "processing", "payment.accepted", "clearing"),
    Edge("unknown", "settle", "succeeded", "payment.succeeded", "clearing"),
    Edge("unknown", "refuse", "failed", "payment.failed", "clearing"),
    Edge("succeeded", "return", "returned", "payment.returned", "clearing"),
)

UNPAID = frozenset({"failed", "rejected", "sent_back", "withdrawn", "expired", "cancelled"})
"""Where a payment will not be made, at least not as it is: what it took of limits is given back."""

CHART = Chart("payment", PaymentStatus, EDGES, "draft")

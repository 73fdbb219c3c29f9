"""States of a batch and of its rows, and every way between them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from kernel.public_status import PublicStatus
from kernel.states import Chart, Edge
from kernel.text import Text


class BatchStatus(StrEnum):
    """Where a batch stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RELEASED = "released"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    PARTLY_SUCCEEDED = "partly_succeeded"
    FAILED = "failed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CANCELLED = "cancelled"

    @property
    def public(self) -> PublicStatus:
        """What its owner is told, in the words of every instruction."""
        return _PUBLIC.get(self.value) or PublicStatus(self.value)

    @property
    def label(self) -> Text:
        """Its name."""
        return self.public.label


_PUBLIC: Final = {
    "submitted": PublicStatus.PENDING_APPROVAL,
    "released": PublicStatus.SCHEDULED,
    "running": PublicStatus.PROCESSING,
}

EDGES: Final = (
    Edge("draft", "submit", "submitted", "batch.submitted", "maker"),
    Edge("draft", "authorise", "released", "batch.released", "maker"),
    Edge("draft", "cancel", "cancelled", "batch.cancelled", "maker"),
    Edge("draft", "refuse", "failed", "batch.failed", "system"),
    Edge("submitted", "approve", "released", "batch.released", "approver"),
    Edge("submitted", "reject", "rejected", "batch.rejected", "approver"),
    Edge("submitted", "send_back", "draft", "batch.sent_back", "approver"),
    Edge("submitted", "withdraw", "withdrawn", "batch.withdrawn", "maker"),
    Edge("submitted", "expire", "expired", "batch.expired", "system"),
    Edge("released", "require_more", "submitted", "batch.reopened", "system"),
    Edge("released", "cancel", "cancelled", "batch.cancelled", "maker"),
    Edge("released", "begin", "running", "batch.running", "system"),
    Edge("released", "refuse", "failed", "batch.failed", "core"),
    Edge("running", "succeed", "succeeded", "batch.succeeded", "core"),
    Edge("running", "succeed_partly", "partly_succeeded", "batch.partly_succeeded", "core"),
    Edge("running", "refuse", "failed", "batch.failed", "core"),
)

UNPAID: Final = frozenset({"draft", "failed", "rejected", "withdrawn", "expired", "cancelled"})
"""Where a batch took limits that it will not use: what was reserved is given back."""
RUNNING: Final = "running"
"""What it took was used by then; what fails of it is given back when it has ended."""

CHART: Final = Chart("batch", BatchStatus, EDGES, "draft")

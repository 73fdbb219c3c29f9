"""States of a change of rule and every way between them."""

from __future__ import annotations

from enum import StrEnum

from kernel.public_status import PublicStatus
from kernel.states import Chart, Edge
from kernel.text import Text


class MandateStatus(StrEnum):
    """Where a change stands; `succeeded` means that it is in force."""

    DRAFT = "draft"
    PENDING_APPROVAL = "pending_approval"
    APPROVED = "approved"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    REJECTED = "rejected"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"

    @property
    def public(self) -> PublicStatus:
        """What people are told."""
        return PublicStatus(self.value)

    @property
    def label(self) -> Text:
        """Its name."""
        return _LABELS.get(self.value) or self.public.label


_LABELS = {
    "pending_approval": Text("待确认", "Awaiting confirmation"),
    "succeeded": Text("已生效", "In force"),
    "failed": Text("未生效", "Not put in force"),
}

EDGES = (
    Edge("draft", "submit", "pending_approval", "mandate.submitted", "maker"),
    Edge("draft", "authorise", "approved", "mandate.approved", "maker"),
    Edge("pending_approval", "approve", "approved", "mandate.approved", "approver"),
    Edge("pending_approval", "reject", "rejected", "mandate.rejected", "approver"),
    Edge("pending_approval", "send_back", "sent_back", "mandate.sent_back", "approver"),
    Edge("pending_approval", "withdraw", "withdrawn", "mandate.withdrawn", "maker"),
    Edge("pending_approval", "expire", "expired", "mandate.expired", "system"),
    Edge("approved", "require_more", "pending_approval", "mandate.reopened", "system"),
    Edge("approved", "apply", "succeeded", "mandate.succeeded", "system"),
    Edge("approved", "refuse", "failed", "mandate.failed", "system"),
)

CHART = Chart("mandate", MandateStatus, EDGES, "draft")

"""States of a request about a bill and every way between them."""

from __future__ import annotations

from enum import StrEnum

from kernel.public_status import PublicStatus
from kernel.states import Chart, Edge
from kernel.text import Text


class RequestStatus(StrEnum):
    """Where a request stands; `processing` waits for the other side, `succeeded` is signed."""

    DRAFT = "draft"
    PENDING_APPROVAL = "pending_approval"
    SENT_BACK = "sent_back"
    APPROVED = "approved"
    SUBMITTED = "submitted"
    PROCESSING = "processing"
    UNKNOWN = "unknown"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CANCELLED = "cancelled"

    @property
    def public(self) -> PublicStatus:
        """What people are told."""
        return PublicStatus(self.value)

    @property
    def label(self) -> Text:
        """Its name."""
        return _LABELS.get(self.value) or self.public.label


_LABELS = {
    "submitted": Text("已提交票交所", "With the exchange"),
    "processing": Text("待对方签收", "Waits for the other side"),
    "succeeded": Text("已完成", "Done"),
    "failed": Text("未完成", "Not done"),
    "cancelled": Text("已撤回", "Taken back"),
}

EDGES = (
    Edge("draft", "submit", "pending_approval", "bill.submitted", "maker"),
    Edge("draft", "authorise", "approved", "bill.approved", "maker"),
    Edge("pending_approval", "approve", "approved", "bill.approved", "approver"),
    Edge("pending_approval", "reject", "rejected", "bill.rejected", "approver"),
    Edge("pending_approval", "send_back", "sent_back", "bill.sent_back", "approver"),
    Edge("pending_approval", "withdraw", "withdrawn", "bill.withdrawn", "maker"),
    Edge("pending_approval", "expire", "expired", "bill.expired", "system"),
    Edge("approved", "require_more", "pending_approval", "bill.reopened", "system"),
    Edge("approved", "release", "submitted", "bill.sent", "system"),
    Edge("approved", "refuse", "failed", "bill.failed", "system"),
    Edge("submitted", "accept", "processing", "bill.waiting", "exchange"),
    Edge("submitted", "settle", "succeeded", "bill.succeeded", "exchange"),
    Edge("submitted", "refuse", "failed", "bill.failed", "exchange"),
    Edge("submitted", "cancel", "cancelled", "bill.cancelled", "exchange"),
    Edge("submitted", "lose", "unknown", "bill.unknown", "system"),
    Edge("processing", "settle", "succeeded", "bill.succeeded", "exchange"),
    Edge("processing", "refuse", "failed", "bill.failed", "exchange"),
    Edge("processing", "cancel", "cancelled", "bill.cancelled", "exchange"),
    Edge("processing", "lose", "unknown", "bill.unknown", "system"),
    Edge("unknown", "accept", "processing", "bill.waiting", "exchange"),
    Edge("unknown", "settle", "succeeded", "bill.succeeded", "exchange"),
    Edge("unknown", "refuse", "failed", "bill.failed", "exchange"),
    Edge("unknown", "cancel", "cancelled", "bill.cancelled", "exchange"),
)

CHART = Chart("bill_request", RequestStatus, EDGES, "draft")


class DeskStatus(StrEnum):
    """What became of an answer of the bank's own; `waiting` is for two people at the desk."""

    WAITING = "waiting"
    SENT = "sent"
    SETTLED = "settled"
    REFUSED = "refused"
    LAPSED = "lapsed"


class FileSort(StrEnum):
    """What a file put with a bill is."""

    CONTRACT = "contract"
    INVOICE = "invoice"
    OTHER = "other"

    @property
    def label(self) -> Text:
        """Its name."""
        return _SORTS[self.value]


_SORTS = {
    "contract": Text("交易合同", "Contract"),
    "invoice": Text("发票", "Invoice"),
    "other": Text("其他", "Other"),
}

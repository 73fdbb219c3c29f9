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

CHART: Final = Chart("batch", BatchStatus, EDGES, "draft")


class RowState(StrEnum):
    """Where a row stands. A good row waits until it is paid."""

    FAULTY = "faulty"
    GOOD = "good"
    REMOVED = "removed"
    BOOKED = "booked"
    SENT = "sent"
    SETTLED = "settled"
    FAILED = "failed"
    UNKNOWN = "unknown"
    RETURNED = "returned"

    @property
    def label(self) -> Text:
        """Its name."""
        return _ROWS[self.value]


_ROWS: Final = {
    "faulty": Text("有误", "Faulty"),
    "good": Text("待处理", "Waiting"),
    "removed": Text("已移除", "Removed"),
    "booked": Text("成功", "Paid"),
    "sent": Text("银行处理中", "Processing"),
    "settled": Text("成功", "Paid"),
    "failed": Text("失败", "Failed"),
    "unknown": Text("结果未知", "Outcome unknown"),
    "returned": Text("已退汇", "Returned"),
}
COUNTED: Final = {
    "faulty": "open", "good": "open", "sent": "open", "booked": "paid", "settled": "paid", "failed": "failed",
    "unknown": "unknown", "returned": "returned",
}  # fmt: skip
"""Under which of the header's counters a row counts."""

ROW_EDGES: Final = (
    Edge("good", "book", "booked", "", "core"),
    Edge("good", "send", "sent", "", "system"),
    Edge("good", "refuse", "failed", "", "core"),
    Edge("sent", "settle", "settled", "", "clearing"),
    Edge("sent", "refuse", "failed", "", "clearing"),
    Edge("sent", "lose", "unknown", "", "worker"),
    Edge("unknown", "accept", "sent", "", "clearing"),
    Edge("unknown", "settle", "settled", "", "clearing"),
    Edge("unknown", "refuse", "failed", "", "clearing"),
    Edge("settled", "return", "returned", "", "clearing"),
    Edge("faulty", "mend", "good", "", "maker"),
    Edge("faulty", "remove", "removed", "", "maker"),
    Edge("good", "remove", "removed", "", "maker"),
    Edge("good", "spoil", "faulty", "", "maker"),
    Edge("faulty", "refuse", "failed", "", "maker"),
)
ROW_CHART: Final = Chart("batch row", RowState, ROW_EDGES, "good")

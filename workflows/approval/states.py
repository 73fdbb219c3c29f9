"""States of an approval round and of its tasks."""

from __future__ import annotations

from enum import StrEnum

from kernel.states import Chart, Edge
from kernel.text import Text


class ApprovalStatus(StrEnum):
    """Where a round of agreement stands."""

    PENDING = "pending"
    GRANTED = "granted"
    REJECTED = "rejected"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"

    @property
    def label(self) -> Text:
        """Its name."""
        return _LABELS[self.value]


_LABELS = {
    "pending": Text("审批中", "Pending"),
    "granted": Text("已通过", "Granted"),
    "rejected": Text("已驳回", "Rejected"),
    "sent_back": Text("已退回", "Sent back"),
    "withdrawn": Text("已撤回", "Withdrawn"),
    "expired": Text("已过期", "Expired"),
}


class TaskStatus(StrEnum):
    """One approver's turn: not yet, now, done, or no longer needed."""

    WAITING = "waiting"
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


EDGES = (
    Edge("pending", "sign", "pending", "approval.signed", "approver"),
    Edge("pending", "grant", "granted", "approval.granted", "approver"),
    Edge("pending", "reject", "rejected", "approval.rejected", "approver"),
    Edge("pending", "send_back", "sent_back", "approval.sent_back", "approver"),
    Edge("pending", "withdraw", "withdrawn", "approval.withdrawn", "maker"),
    Edge("pending", "expire", "expired", "approval.expired", "system"),
    Edge("granted", "require_more", "pending", "approval.reopened", "system"),
)

CHART = Chart("approval", ApprovalStatus, EDGES, "pending")

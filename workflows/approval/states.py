"""States of an approval round and of its tasks, and every way between them, as data.

A round begins pending; that first transition is written with trigger `start` and an empty source.
Tasks follow from the round: nobody moves one by itself, so their edges only say what may be.
"""

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

    @property
    def label(self) -> Text:
        """Its name."""
        return _TASK_LABELS[self.value]


_TASK_LABELS = {
    "waiting": Text("未轮到", "Not yet"),
    "open": Text("待审批", "Waiting for you"),
    "done": Text("已审批", "Decided"),
    "cancelled": Text("无需审批", "No longer needed"),
}

EDGES = (
    Edge("pending", "sign", "pending", "approval.signed", "approver"),
    Edge("pending", "grant", "granted", "approval.granted", "approver"),
    Edge("pending", "reject", "rejected", "approval.rejected", "approver"),
    Edge("pending", "send_back", "sent_back", "approval.sent_back", "approver"),
    Edge("pending", "return_back", "pending", "approval.returned", "approver"),
    Edge("pending", "add_sign", "pending", "approval.sign_added", "approver"),
    Edge("pending", "transfer", "pending", "approval.transferred", "approver"),
    Edge("pending", "urge", "pending", "approval.urged", "maker"),
    Edge("pending", "escalate", "pending", "approval.escalated", "system"),
    Edge("pending", "withdraw", "withdrawn", "approval.withdrawn", "maker"),
    Edge("pending", "expire", "expired", "approval.expired", "system"),
    Edge("granted", "require_more", "pending", "approval.reopened", "system"),
)

CHART = Chart("approval", ApprovalStatus, EDGES, "pending")

TASK_EDGES = (
    Edge("waiting", "open", "open", "", "system"),
    Edge("waiting", "cancel", "cancelled", "", "system"),
    Edge("open", "decide", "done", "", "approver"),
    Edge("open", "cancel", "cancelled", "", "system"),
    Edge("cancelled", "open", "open", "", "system"),
    Edge("cancelled", "wait", "waiting", "", "system"),
    Edge("done", "open", "open", "", "system"),
    Edge("done", "wait", "waiting", "", "system"),
)

TASK_CHART = Chart("approval_task", TaskStatus, TASK_EDGES, "waiting")

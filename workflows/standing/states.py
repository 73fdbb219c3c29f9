"""States of a standing order and of one run of it, and every way between them."""

from __future__ import annotations

from enum import StrEnum

from kernel.public_status import Tone
from kernel.states import Chart, Edge
from kernel.text import Text


class StandingStatus(StrEnum):
    """Where a standing order stands."""

    DRAFT = "draft"
    PENDING_APPROVAL = "pending_approval"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"

    @property
    def label(self) -> Text:
        """Its name."""
        return _LABELS[self.value][0]

    @property
    def tone(self) -> Tone:
        """The meaning of its colour."""
        return _LABELS[self.value][1]


_LABELS = {
    "draft": (Text("草稿", "Draft"), Tone.NEUTRAL),
    "pending_approval": (Text("待审批", "Awaiting approval"), Tone.WARN),
    "active": (Text("执行中", "Running"), Tone.OK),
    "suspended": (Text("已暂停", "Suspended"), Tone.WARN),
    "completed": (Text("已到期", "Completed"), Tone.NEUTRAL),
    "cancelled": (Text("已终止", "Cancelled"), Tone.NEUTRAL),
    "rejected": (Text("已驳回", "Rejected"), Tone.STOP),
    "sent_back": (Text("退回修改", "Sent back"), Tone.WARN),
    "withdrawn": (Text("已撤回", "Withdrawn"), Tone.NEUTRAL),
    "expired": (Text("已过期", "Expired"), Tone.NEUTRAL),
}


class RunStatus(StrEnum):
    """What became of one run (期)."""

    WAITING = "waiting"
    PAID = "paid"
    FAILED = "failed"
    SKIPPED = "skipped"

    @property
    def label(self) -> Text:
        """Its name."""
        return _RUNS[self.value]


_RUNS = {
    "waiting": Text("等待重试", "To be tried again"),
    "paid": Text("已付款", "Paid"),
    "failed": Text("未付", "Not paid"),
    "skipped": Text("已跳过", "Skipped"),
}

EDGES = (
    Edge("draft", "submit", "pending_approval", "standing.submitted", "maker"),
    Edge("draft", "authorise", "active", "standing.active", "maker"),
    Edge("pending_approval", "approve", "active", "standing.active", "approver"),
    Edge("pending_approval", "reject", "rejected", "standing.rejected", "approver"),
    Edge("pending_approval", "send_back", "sent_back", "standing.sent_back", "approver"),
    Edge("pending_approval", "withdraw", "withdrawn", "standing.withdrawn", "maker"),
    Edge("pending_approval", "expire", "expired", "standing.expired", "system"),
    Edge("active", "require_more", "pending_approval", "standing.reopened", "system"),
    Edge("active", "suspend", "suspended", "standing.suspended", "maker"),
    Edge("active", "stop", "suspended", "standing.stopped", "system"),
    Edge("active", "cancel", "cancelled", "standing.cancelled", "maker"),
    Edge("active", "complete", "completed", "standing.completed", "system"),
    Edge("suspended", "resume", "active", "standing.active", "maker"),
    Edge("suspended", "cancel", "cancelled", "standing.cancelled", "maker"),
)

CHART = Chart("standing", StandingStatus, EDGES, "draft")

"""The sixteen statuses every door shows for an instruction, with label and tone.

`rejected` is ours (an approver said no), `failed` is the bank's; paying again is allowed only from
a final failure, never from `unknown`.
"""

from __future__ import annotations

from enum import StrEnum

from kernel.text import Text


class Tone(StrEnum):
    """The colour's meaning: neutral, going on, done, needs attention, stopped."""

    NEUTRAL = "neutral"
    BRAND = "brand"
    OK = "ok"
    WARN = "warn"
    STOP = "stop"


class PublicStatus(StrEnum):
    """What an instruction's owner is told about it."""

    DRAFT = "draft"
    PENDING_APPROVAL = "pending_approval"
    SENT_BACK = "sent_back"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    SUBMITTED = "submitted"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    PARTLY_SUCCEEDED = "partly_succeeded"
    FAILED = "failed"
    RETURNED = "returned"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"

    @property
    def label(self) -> Text:
        """Its name in Chinese and English."""
        return _LABELS[self.value][0]

    @property
    def tone(self) -> Tone:
        """The meaning of its colour."""
        return _LABELS[self.value][1]

    @property
    def may_pay_again(self) -> bool:
        """Whether the same obligation may be paid by a new instruction."""
        return self.value in {"failed", "returned", "rejected", "withdrawn", "expired", "cancelled"}


_LABELS: dict[str, tuple[Text, Tone]] = {
    "draft": (Text("草稿", "Draft"), Tone.NEUTRAL),
    "pending_approval": (Text("待审批", "Awaiting approval"), Tone.WARN),
    "sent_back": (Text("退回修改", "Sent back"), Tone.WARN),
    "approved": (Text("已审批", "Approved"), Tone.BRAND),
    "scheduled": (Text("已预约", "Scheduled"), Tone.BRAND),
    "submitted": (Text("已提交银行", "With the bank"), Tone.BRAND),
    "processing": (Text("银行处理中", "Processing"), Tone.BRAND),
    "succeeded": (Text("成功", "Succeeded"), Tone.OK),
    "partly_succeeded": (Text("部分成功", "Partly succeeded"), Tone.WARN),
    "failed": (Text("失败", "Failed"), Tone.STOP),
    "returned": (Text("已退汇", "Returned"), Tone.STOP),
    "rejected": (Text("已驳回", "Rejected"), Tone.STOP),
    "withdrawn": (Text("已撤回", "Withdrawn"), Tone.NEUTRAL),
    "expired": (Text("已过期", "Expired"), Tone.NEUTRAL),
    "cancelled": (Text("已取消", "Cancelled"), Tone.NEUTRAL),
    "unknown": (Text("结果未知", "Outcome unknown"), Tone.WARN),
}

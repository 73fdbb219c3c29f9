"""The life of a document task: waiting, then ready or failed, then its file's days are over."""

from __future__ import annotations

from enum import StrEnum

from kernel.text import Text


class TaskStatus(StrEnum):
    """How far the making of documents has come."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"
    EXPIRED = "expired"

    @property
    def label(self) -> Text:
        """Its name."""
        return _LABELS[self.value]


_LABELS = {
    "waiting": Text("处理中", "Being made"),
    "ready": Text("可下载", "Ready"),
    "failed": Text("失败", "Failed"),
    "expired": Text("已过期", "Expired"),
}


class Period(StrEnum):
    """How often a statement comes by itself."""

    DAY = "day"
    MONTH = "month"

    @property
    def label(self) -> Text:
        """Its name."""
        return _PERIODS[self.value]


_PERIODS = {
    "day": Text("每日", "Every day"),
    "month": Text("每月", "Every month"),
}


class ScheduleStatus(StrEnum):
    """Whether statements still come."""

    ACTIVE = "active"
    ENDED = "ended"


class SealedKind(StrEnum):
    """What a signed document is."""

    RECEIPT = "receipt"
    RECEIPTS = "receipts"
    STATEMENT = "statement"
    BILL = "bill"

    @property
    def label(self) -> Text:
        """Its name."""
        return _SEALED[self.value]


_SEALED = {
    "receipt": Text("电子回单", "Receipt"),
    "receipts": Text("电子回单合并文件", "Receipts in one file"),
    "statement": Text("账户对账单", "Statement"),
    "bill": Text("票据业务回单", "Slip of a bill's act"),
}

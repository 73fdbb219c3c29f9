"""States of a batch's rows, every way between them, and under which of the header's counters each counts."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from kernel.states import Chart, Edge
from kernel.text import Text


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

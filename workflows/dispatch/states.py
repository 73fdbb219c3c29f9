"""States of a submission: what is known about a message that left, or is about to leave, the house."""

from __future__ import annotations

from enum import StrEnum

from kernel.states import Chart, Edge
from kernel.text import Text


class SubmissionStatus(StrEnum):
    """Where a message to clearing stands. `unknown` is a state, never a failure."""

    PREPARED = "prepared"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    SETTLED = "settled"
    REFUSED = "refused"
    RETURNED = "returned"

    @property
    def label(self) -> Text:
        """Its name."""
        return _LABELS[self.value]


_LABELS = {
    "prepared": Text("待发送", "Prepared"),
    "sending": Text("发送中", "Sending"),
    "sent": Text("已受理", "Accepted"),
    "unknown": Text("结果未知", "Unknown"),
    "settled": Text("已清算", "Settled"),
    "refused": Text("已拒绝", "Refused"),
    "returned": Text("已退汇", "Returned"),
}

EDGES = (
    Edge("prepared", "claim", "sending", "submission.claimed", "worker"),
    Edge("sending", "accept", "sent", "submission.accepted", "clearing"),
    Edge("sending", "settle", "settled", "submission.settled", "clearing"),
    Edge("sending", "refuse", "refused", "submission.refused", "clearing"),
    Edge("sending", "lose", "unknown", "submission.lost", "worker"),
    Edge("sent", "settle", "settled", "submission.settled", "clearing"),
    Edge("sent", "refuse", "refused", "submission.refused", "clearing"),
    Edge("sent", "lose", "unknown", "submission.lost", "worker"),
    Edge("unknown", "accept", "sent", "submission.accepted", "clearing"),
    Edge("unknown", "settle", "settled", "submission.settled", "clearing"),
    Edge("unknown", "refuse", "refused", "submission.refused", "clearing"),
    Edge("unknown", "missing", "prepared", "submission.missing", "clearing"),
    Edge("settled", "return", "returned", "submission.returned", "clearing"),
)

CHART = Chart("submission", SubmissionStatus, EDGES, "prepared")

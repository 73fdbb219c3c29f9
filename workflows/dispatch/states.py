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
    Edge("prepared", "doubt", "unknown", "submission.doubted", "worker"),
    Edge("sending", "unsent", "prepared", "submission.unsent", "worker"),
    Edge("sending", "missing", "prepared", "submission.missing", "clearing"),
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


class Verdict(StrEnum):
    """What was made of an answer."""

    APPLIED = "applied"  # it moved the submission
    WAITING = "waiting"  # it says nothing new; the question stays open
    REPEATED = "repeated"  # late or doubled; the outcome stands
    EXCEPTION = "exception"  # it contradicts what is known: nothing moves, an operator is told
    DISMISSED = "dismissed"  # an operator has dealt with it

    @property
    def label(self) -> Text:
        """Its name."""
        return _VERDICTS[self.value]


_VERDICTS = {
    "applied": Text("已采用", "Applied"),
    "waiting": Text("待续", "Nothing new"),
    "repeated": Text("重复或迟到", "Repeated or late"),
    "exception": Text("异常，待处理", "Exception"),
    "dismissed": Text("已处理", "Dealt with"),
}

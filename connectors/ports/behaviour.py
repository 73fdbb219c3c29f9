"""What may be told to become of a payment (结果) at a clearing that can be told so: the test bank's catalogue."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from kernel.text import Text


class Behaviour(StrEnum):
    """What it does with a submission."""

    SETTLE = "settle"
    LATER = "later"
    REFUSE = "refuse"
    LATE_SUCCESS = "late_success"
    LATE_REFUSAL = "late_refusal"
    SILENT = "silent"
    NEVER_SEEN = "never_seen"
    RETURN = "return"
    DUPLICATE = "duplicate"
    SETTLED_THEN_REFUSED = "settled_then_refused"
    REFUSED_THEN_SETTLED = "refused_then_settled"
    GARBAGE = "garbage"
    NONSENSE = "nonsense"
    ERROR = "error"
    DRIP = "drip"
    HALF = "half"
    OTHER = "other"
    STUCK = "stuck"
    UNLISTED = "unlisted"
    WRONG_AMOUNT = "wrong_amount"
    NOT_FOUND_ONCE = "not_found_once"

    @property
    def label(self) -> Text:
        """In words."""
        return _LABELS[self.value]


_LABELS: Final = {
    "settle": Text("即时成功", "Settled at once"),
    "later": Text("先受理，后清算", "Accepted, settled later"),
    "refuse": Text("拒绝", "Refused"),
    "late_success": Text("超时后成功", "Silence, then settled"),
    "late_refusal": Text("超时后失败", "Silence, then refused"),
    "silent": Text("始终无应答", "Never an answer"),
    "never_seen": Text("报文丢失", "Lost on the way"),
    "return": Text("次日退汇", "Returned next day"),
    "duplicate": Text("回执重复", "Acknowledged four times"),
    "settled_then_refused": Text("回执矛盾：先成功后拒绝", "Contradiction: settled, then refused"),
    "refused_then_settled": Text("回执矛盾：先拒绝后成功", "Contradiction: refused, then settled"),
    "garbage": Text("应答乱码", "Garbage for an answer"),
    "nonsense": Text("应答非约定格式", "A web page for an answer"),
    "error": Text("应答 500", "An error for an answer"),
    "drip": Text("应答极慢", "A dripping answer"),
    "half": Text("应答中断", "Half an answer"),
    "other": Text("答非所问", "Another payment's answer"),
    "stuck": Text("长期排队", "Queued for ever"),
    "unlisted": Text("状态码未列明", "A state nobody listed"),
    "wrong_amount": Text("回执金额不符", "A wrong amount first"),
    "not_found_once": Text("首次查询查无", "Not found at first"),
}

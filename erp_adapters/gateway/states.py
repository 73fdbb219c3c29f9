"""Where an item stands at the gateway, and every way from one state to the next.

This is about the message, not about the money: whether a payment succeeded is the bank's `status`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from kernel.text import Text


class ItemState(StrEnum):
    """State of one item (一笔报文)."""

    QUEUED = "queued"
    SENDING = "sending"
    DOUBT = "doubt"
    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"

    @property
    def label(self) -> Text:
        """What people read."""
        return _LABELS[self]


_LABELS: Final = {
    ItemState.QUEUED: Text("待发送", "Waiting to be sent"),
    ItemState.SENDING: Text("发送中", "Being sent"),
    ItemState.DOUBT: Text("结果待确认", "Outcome to be found out"),
    ItemState.OPEN: Text("银行已受理", "With the bank"),
    ItemState.DONE: Text("已完结", "Finished"),
    ItemState.REFUSED: Text("银行拒绝", "Refused by the bank"),
}
EDGES: Final[tuple[tuple[ItemState, str, ItemState], ...]] = (
    (ItemState.QUEUED, "claimed", ItemState.SENDING),
    (ItemState.DOUBT, "claimed", ItemState.SENDING),
    (ItemState.SENDING, "not_sent", ItemState.QUEUED),
    (ItemState.SENDING, "nobody_knows", ItemState.DOUBT),
    (ItemState.SENDING, "interrupted", ItemState.DOUBT),
    (ItemState.SENDING, "accepted", ItemState.OPEN),
    (ItemState.SENDING, "finished", ItemState.DONE),
    (ItemState.SENDING, "refused", ItemState.REFUSED),
    (ItemState.DOUBT, "found", ItemState.OPEN),
    (ItemState.DOUBT, "finished", ItemState.DONE),
    (ItemState.DOUBT, "still_nobody_knows", ItemState.DOUBT),
    (ItemState.OPEN, "news", ItemState.OPEN),
    (ItemState.OPEN, "finished", ItemState.DONE),
    (ItemState.DONE, "news", ItemState.DONE),
)
"""(source, trigger, target). `interrupted`: the gateway died while sending; the message may have left."""
_TARGETS: Final = {(source, trigger): target for source, trigger, target in EDGES}


def after(source: ItemState, trigger: str) -> ItemState:
    """The state a trigger leads to; KeyError for one that does not exist there."""
    return _TARGETS[source, trigger]

"""How a payment channel's hours look at one moment: open, soon closed, closed, or never closed.

Only a picture of what the bank calendar decided; nothing may be refused or routed by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from corporate.web.parts import CutOff
from kernel.text import Text

SOON: Final = timedelta(minutes=60)
MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Face:
    """One clock's face: state, words, share of the day left (percent), next opening if it is shut."""

    state: Literal["always", "before", "open", "soon", "closed"]
    text: Text
    share: int
    opens_at: datetime | None = None


def cut_off(channel: CutOff, now: datetime) -> Face:
    """Return the face of `channel` at `now`."""
    if channel.closes_at is None or channel.opens_at is None:
        return Face("always", Text("7×24", "24/7"), 100)
    if now >= channel.closes_at:
        return Face("closed", Text("已截止", "Closed"), 0, channel.opens_next_at)
    if now < channel.opens_at:
        return Face("before", Text("未开始", "Not open"), 0, channel.opens_at)
    left = channel.closes_at - now
    share = left * 100 // (channel.closes_at - channel.opens_at)
    return Face("soon" if left < SOON else "open", remaining(left), share)


def remaining(left: timedelta) -> Text:
    """Write `剩 2 时 41 分`; minutes are rounded up, so that it never says 0 while open."""
    minutes = -(-left // MINUTE)
    if left < SOON:
        return Text("剩 {m} 分", "{m} min left").fill(m=minutes)
    return Text("剩 {h} 时 {m} 分", "{h} h {m} min left").fill(h=minutes // 60, m=minutes % 60)

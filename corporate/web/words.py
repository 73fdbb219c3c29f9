"""Sentences that count."""

from __future__ import annotations

from kernel.text import Text


def counted(count: int, zh: str, one: str, many: str) -> Text:
    """`3 笔付款` or `3 payments`; `{count}` stands for the number, English has a singular."""
    return Text(zh, one if count == 1 else many).fill(count=count)

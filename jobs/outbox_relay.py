"""Tells the outbox's facts to whoever hears them (事件转发): per bank, in order per key, at least once.

All who hear a topic hear it in one transaction; if one of them fails, none has heard, and the message
is told again later. Whoever hears gets the payload with `event_id`, `event_at` and `topic`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from jobs.bank_run import BankRun
from kernel import limits
from kernel.context import Context
from kernel.records import outbox
from kernel.records.outbox import Message

Hears = Callable[[Context, Mapping[str, Any]], None]
Subscriptions = Mapping[str, Sequence[Hears]]


def merged(*parts: Subscriptions) -> Subscriptions:
    """All who hear each topic, in the order of the parts."""
    found: dict[str, list[Hears]] = {}
    for part in parts:
        for topic, hearers in part.items():
            found.setdefault(topic, []).extend(hearers)
    return found


class Relay:
    """The chore that tells."""

    def __init__(self, subscriptions: Subscriptions) -> None:
        self._subscriptions = subscriptions

    def __call__(self, run: BankRun) -> int:
        """Tell one chunk; returns how many were told."""

        def tell(ctx: Context) -> int:
            def deliver(message: Message) -> None:
                self._deliver(ctx, message)

            return outbox.relay(ctx.uow, ctx.world, deliver, limits.OUTBOX_TOLD_MAX).told

        return run(tell)

    def _deliver(self, ctx: Context, message: Message) -> None:
        said = message.payload | {
            "event_id": str(message.id),
            "event_at": message.created_at.isoformat(),
            "topic": message.topic,
        }
        owner = message.payload.get("enterprise_id")
        inside = ctx.inside(UUID(owner)) if owner else ctx
        for hears in self._subscriptions.get(message.topic, ()):
            hears(inside, said)

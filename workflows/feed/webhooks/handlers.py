"""Puts what the feed was told on its way. Called by the relay after the feed, at least once for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from kernel.context import Context
from workflows.feed.webhooks import repository


def queue(ctx: Context, payload: Mapping[str, Any]) -> None:
    """One event to every address that wants its kind; twice is once."""
    repository.queue(ctx, UUID(payload["event_id"]))


HEARS: Final = (queue,)

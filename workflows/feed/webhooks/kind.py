"""An address that is told what happens: a change of rule, since it takes facts out of the house."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from kernel import limits
from kernel.context import Context
from kernel.text import NO_TEXT, Text
from workflows.feed.commands import EventKind
from workflows.feed.webhooks import repository
from workflows.feed.webhooks.commands import URL
from workflows.feed.webhooks.errors import WebhookEnded, WebhooksTooMany
from workflows.feed.webhooks.rules import check_public, spelled
from workflows.mandates.kinds import Change, Content, Line

_BETWEEN: Final = "、"


class WebhookKind:
    """The target is the address; told nothing, it is no address any more."""

    code: str = "webhooks"
    operation: str = "webhooks.change"

    def __init__(self, leased_lines: Sequence[str]) -> None:
        self._leased_lines = leased_lines

    def present(self, ctx: Context, target: str) -> Content:
        """What the address is told now."""
        row = repository.present(ctx, target)
        return {"kinds": sorted(row["kinds"]), "signature": row["signature"]} if row else {}

    def checked(self, ctx: Context, change: Change) -> Content:
        """Kinds in order; raises AddressRefused, AddressInside, WebhooksTooMany, WebhookEnded."""
        spelled(change.target, self._leased_lines)
        if not change.after:
            if not change.before:
                raise WebhookEnded
            return {}
        check_public(change.target, self._leased_lines)
        if not change.before and len(repository.listed(ctx)) >= limits.WEBHOOKS_MAX:
            raise WebhooksTooMany(limit=limits.WEBHOOKS_MAX)
        return {"kinds": sorted(set(change.after["kinds"])), "signature": change.after["signature"]}

    def title(self, _ctx: Context, change: Change) -> Text:
        """Which address, and whether it is told any longer."""
        words = Text("推送通知至 {url}", "Tell {url} what happens")
        if not change.after:
            words = Text("停止推送至 {url}", "Tell {url} no more")
        return words.fill(url=change.target)

    def lines(self, _ctx: Context, change: Change) -> tuple[Line, ...]:
        """The address, what it is told, and how that is signed."""
        was, becomes = change.before, change.after
        address = Text(change.target, change.target)
        pairs = (
            (URL, address if was else NO_TEXT, address if becomes else NO_TEXT),
            (Text("通知种类", "Kinds"), _kinds(was), _kinds(becomes)),
            (Text("签名算法", "Signature"), _signature(was), _signature(becomes)),
        )
        return tuple(Line(label, one, other) for label, one, other in pairs if one != other)

    def concerned(self, _ctx: Context, _change: Change) -> frozenset[UUID]:
        """It is about machines."""
        return frozenset()

    def apply(self, ctx: Context, change: Change) -> None:
        """From the next event on."""
        if not change.after:
            repository.end(ctx, change.target)
        elif change.before:
            repository.change(ctx, change.target, **change.after)
        else:
            repository.add(ctx, change.target, **change.after)


def _kinds(content: Content) -> Text:
    labels = [EventKind(kind).label for kind in content.get("kinds", ())]
    return Text(_BETWEEN.join(one.zh for one in labels), ", ".join(one.en for one in labels))


def _signature(content: Content) -> Text:
    name = str(content.get("signature", ""))
    return Text(name, name)

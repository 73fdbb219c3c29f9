"""One function per command about webhooks. Nothing here commits."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from kernel.context import Context
from kernel.crypto import SignatureAlgorithm
from kernel.errors import NotFound
from kernel.statements import Row
from kernel.text import Text
from workflows.feed.commands import EventKind
from workflows.feed.webhooks import commands as c
from workflows.feed.webhooks import repository
from workflows.feed.webhooks.kind import WebhookKind
from workflows.feed.webhooks.rules import check_public, spelled
from workflows.mandates.commands import MandateView
from workflows.mandates.service import MandateService, Wish

_WHAT = Text("该推送地址", "The webhook")


class WebhookService:
    """Lists addresses, asks for changes of them, and sends events once more."""

    def __init__(self, mandates: MandateService, leased_lines: Sequence[str]) -> None:
        self._mandates = mandates
        self._leased_lines = leased_lines

    @staticmethod
    def listed(ctx: Context, _command: c.ListWebhooks) -> c.WebhooksView:
        """Every address in use."""
        return c.WebhooksView(webhooks=tuple(_view(row) for row in repository.listed(ctx)))

    def change(self, ctx: Context, command: c.ChangeWebhook) -> MandateView:
        """Ask that an address be told, or be told no more; raises what WebhookKind raises."""
        after = {
            "kinds": sorted(kind.value for kind in set(command.kinds)),
            "signature": command.signature.value,
        }
        url = spelled(command.url, self._leased_lines)
        if command.kinds:
            check_public(url, self._leased_lines)
        wish = Wish(WebhookKind.code, url, after if command.kinds else {}, command.reason)
        return self._mandates.propose(ctx, wish)

    @staticmethod
    def replay(ctx: Context, command: c.ReplayWebhook) -> c.Replayed:
        """Send once more what happened since then; raises NotFound for an address not in use."""
        known = {str(row["id"]) for row in repository.listed(ctx)}
        if command.webhook_id not in known:
            raise NotFound(_WHAT)
        events = repository.replay(ctx, UUID(command.webhook_id), command.since)
        return c.Replayed(webhook_id=command.webhook_id, events=events)


def _view(row: Row) -> c.WebhookView:
    return c.WebhookView(
        webhook_id=str(row["id"]),
        url=row["url"],
        kinds=tuple(EventKind(kind) for kind in row["kinds"]),
        signature=SignatureAlgorithm(row["signature"]),
        since=row["created_at"],
        waiting=row["waiting"],
        sent=row["sent"],
        given_up=row["given_up"],
        last_sent_at=row["last_sent_at"],
        error=row["error"] or "",
    )

"""Webhooks in the catalogue: administrators', like everything of the direct link."""

from __future__ import annotations

from kernel.operation import PEOPLE, Idempotency, Operation, Verb, reading
from kernel.text import Text
from workflows.feed.webhooks import commands
from workflows.mandates.commands import MandateView

_RIGHT = "webhooks.change"

LIST = reading(
    "webhooks.list",
    Text("通知推送地址", "Webhooks"),
    commands.ListWebhooks,
    commands.WebhooksView,
    _RIGHT,
    administers=True,
)
CHANGE = Operation(
    code=_RIGHT,
    title=Text("设置通知推送", "Set webhooks"),
    command=commands.ChangeWebhook,
    answer=MandateView,
    verb=Verb.MAKE,
    doors=PEOPLE,
    idempotency=Idempotency.STATE,
    administers=True,
    about=Text(
        "另一位管理员确认后生效；推送内容与通知轮询相同，只说明何处有变化。",
        "In force when another administrator has confirmed it; what is pushed is what polling tells: where to look.",
    ),
)
REPLAY = Operation(
    code="webhooks.replay",
    title=Text("重推通知", "Replay events"),
    command=commands.ReplayWebhook,
    answer=commands.Replayed,
    verb=Verb.MAKE,
    doors=PEOPLE,
    idempotency=Idempotency.STATE,
    right_of=_RIGHT,
    administers=True,
)

OPERATIONS = (LIST, CHANGE, REPLAY)

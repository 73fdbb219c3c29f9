"""Webhooks in the catalogue: administrators', like everything of the direct link."""

from __future__ import annotations

from kernel.operation import changing, reading
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
CHANGE = changing(
    _RIGHT,
    Text("设置通知推送", "Set webhooks"),
    commands.ChangeWebhook,
    MandateView,
    administers=True,
    about=Text(
        "另一位管理员确认后生效；推送内容与通知轮询相同，只说明何处有变化。",
        "In force when another administrator has confirmed it; what is pushed is what polling tells: where to look.",
    ),
)
REPLAY = changing(
    "webhooks.replay",
    Text("重推通知", "Replay events"),
    commands.ReplayWebhook,
    commands.Replayed,
    _RIGHT,
    administers=True,
)

OPERATIONS = (LIST, CHANGE, REPLAY)

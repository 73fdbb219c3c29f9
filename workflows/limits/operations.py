"""Limits in the catalogue. Administrators set them; whoever pays may ask what is left."""

from __future__ import annotations

from kernel.operation import Door, Idempotency, Operation, Verb, changing, reading
from kernel.text import Text
from workflows.limits import commands
from workflows.mandates.commands import MandateView

LIST = reading(
    "limits.list",
    Text("限额一览", "Limits"),
    commands.ListLimits,
    commands.LimitList,
    right_of="limits.change",
    administers=True,
)
PREVIEW = reading(
    "limits.preview",
    Text("预览限额变更", "What a change of limits would do"),
    commands.ChangeLimit,
    commands.LimitDiff,
    right_of="limits.change",
    administers=True,
)
CHANGE = changing(
    "limits.change",
    Text("限额设置", "Set limits"),
    commands.ChangeLimit,
    MandateView,
    administers=True,
    about=Text(
        "一位管理员设置，另一位确认后生效；不得高于银行设定的上限。",
        "One administrator sets it, another confirms; never above the bank's ceiling.",
    ),
)
LEFT = Operation(
    code="limits.left",
    title=Text("可用额度", "What is left of limits"),
    command=commands.AskLeft,
    answer=commands.LimitsLeft,
    verb=Verb.SEE,
    doors=frozenset({Door.WEB, Door.PHONE, Door.DIRECT_LINK}),
    idempotency=Idempotency.READ,
    right_of="payments.submit",
    about=Text(
        "约束本操作员的各项限额及今日剩余；以最小者为准。",
        "Each limit that binds the one who asks and what is left of it today; the smallest counts.",
    ),
)

OPERATIONS = (LIST, PREVIEW, CHANGE, LEFT)

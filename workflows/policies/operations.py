"""Approval rules in the catalogue: one row of the rights matrix, which only administrators hold."""

from __future__ import annotations

from functools import partial
from typing import Final

from kernel.operation import changing, reading
from kernel.text import Text
from workflows.mandates.commands import MandateView
from workflows.policies import commands
from workflows.policies.scope import RIGHT

_read: Final = partial(reading, right_of=RIGHT, administers=True)

LIST = _read(
    "policies.list",
    Text("审批规则一览", "Approval rules"),
    commands.ListPolicies,
    commands.PolicyList,
)
SHOW = _read(
    "policies.show",
    Text("查看审批规则", "Show an approval rule"),
    commands.NamePolicy,
    commands.PolicyView,
)
VERSIONS = _read(
    "policies.versions",
    Text("审批规则历史版本", "Versions of an approval rule"),
    commands.NameScope,
    commands.PolicyList,
)
CHOICES = _read(
    "policies.choices",
    Text("审批规则可选项", "What approval rules are made of"),
    commands.ListChoices,
    commands.Choices,
)
CHECK = _read(
    "policies.check",
    Text("核对审批规则", "Check an approval rule"),
    commands.ChangePolicy,
    commands.CheckedPolicy,
)
SIMULATE = _read(
    "policies.simulate",
    Text("试算审批规则", "Try an approval rule out"),
    commands.SimulatePolicy,
    commands.SimulatedPolicy,
)
CHANGE = changing(
    RIGHT,
    Text("审批规则设置", "Approval rules"),
    commands.ChangePolicy,
    MandateView,
    administers=True,
    about=Text(
        "提交后须另一位管理员确认方可生效；同一范围同时只能有一项变更待确认。",
        "Another administrator must confirm it; one scope has one change waiting at a time.",
    ),
)
RESTORE = changing(
    "policies.restore",
    Text("恢复审批规则历史版本", "Restore an approval rule"),
    commands.RestorePolicy,
    MandateView,
    right_of=RIGHT,
    administers=True,
    about=Text(
        "旧版本作为新的一版重新提交，同样须另一位管理员确认。",
        "The old version is proposed anew, and must be confirmed like any other.",
    ),
)

OPERATIONS = (LIST, SHOW, VERSIONS, CHOICES, CHECK, SIMULATE, CHANGE, RESTORE)

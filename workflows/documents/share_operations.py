"""Receipts for others, and files packed for people, in the catalogue."""

from __future__ import annotations

from typing import Any

from kernel.operation import PEOPLE, Idempotency, Operation, Verb, changing, reading
from kernel.text import Text
from workflows.documents import schedule_commands, share_commands, task_commands

_SEE, _SHARE, _ORDER = "accounts.see", "documents.share", "documents.order"


def _question(code: str, title: Text, command: type[Any], answer: type[Any]) -> Operation:
    """For people who may see the accounts."""
    return reading(f"documents.{code}", title, command, answer, _SEE)


def _change(code: str, title: Text, command: type[Any], answer: type[Any], right: str) -> Operation:
    """For people who may besides let others have them, or have them made."""
    own = f"documents.{code}"
    return changing(own, title, command, answer, "" if right == own else right)


OPERATIONS = (
    _question(
        "print",
        Text("合并打印回单", "Print receipts in one file"),
        share_commands.PrintReceipts,
        share_commands.PrintedFile,
    ),
    _change(
        "share",
        Text("分享回单", "Share a receipt"),
        share_commands.ShareReceipt,
        share_commands.ShareView,
        _SHARE,
    ),
    _question(
        "shares",
        Text("回单的分享链接", "Links to a receipt"),
        share_commands.ListShares,
        share_commands.ShareList,
    ),
    _change(
        "unshare",
        Text("撤销分享", "Take a link back"),
        share_commands.EndShare,
        share_commands.ShareView,
        _SHARE,
    ),
    _question(
        "schedules",
        Text("定期对账单", "Statements that come by themselves"),
        schedule_commands.ListSchedules,
        schedule_commands.ScheduleList,
    ),
    _change(
        "schedule",
        Text("订阅定期对账单", "Let statements come"),
        schedule_commands.ScheduleStatements,
        schedule_commands.ScheduleView,
        _ORDER,
    ),
    _change(
        "unschedule",
        Text("停止定期对账单", "Let no more statements come"),
        schedule_commands.EndSchedule,
        schedule_commands.ScheduleView,
        _ORDER,
    ),
    Operation(
        code="documents.pack",
        title=Text("批量打包", "Have documents packed"),
        command=task_commands.OrderDocuments,
        answer=task_commands.TaskView,
        verb=Verb.MAKE,
        doors=PEOPLE,
        idempotency=Idempotency.SERIAL,
        right_of=_ORDER,
    ),
    _question(
        "packs",
        Text("打包任务", "What is being packed"),
        task_commands.ListTasks,
        task_commands.TaskList,
    ),
)

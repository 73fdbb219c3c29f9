"""Receipts for others, and files packed for people, in the catalogue."""

from __future__ import annotations

from typing import Any

from kernel.operation import PEOPLE, Idempotency, Operation, Verb
from kernel.text import Text
from workflows.documents import schedule_commands, share_commands, task_commands

_RIGHT = "accounts.see"


def _entry(
    code: str, title: Text, command: type[Any], answer: type[Any], idempotency: Idempotency
) -> Operation:
    """For people who may see the accounts the receipts are of."""
    return Operation(
        code=f"documents.{code}",
        title=title,
        command=command,
        answer=answer,
        verb=Verb.SEE,
        doors=PEOPLE,
        idempotency=idempotency,
        right_of=_RIGHT,
    )


OPERATIONS = (
    _entry(
        "print",
        Text("合并打印回单", "Print receipts in one file"),
        share_commands.PrintReceipts,
        share_commands.PrintedFile,
        Idempotency.STATE,
    ),
    _entry(
        "share",
        Text("分享回单", "Share a receipt"),
        share_commands.ShareReceipt,
        share_commands.ShareView,
        Idempotency.STATE,
    ),
    _entry(
        "shares",
        Text("回单的分享链接", "Links to a receipt"),
        share_commands.ListShares,
        share_commands.ShareList,
        Idempotency.READ,
    ),
    _entry(
        "unshare",
        Text("撤销分享", "Take a link back"),
        share_commands.EndShare,
        share_commands.ShareView,
        Idempotency.STATE,
    ),
    _entry(
        "schedules",
        Text("定期对账单", "Statements that come by themselves"),
        schedule_commands.ListSchedules,
        schedule_commands.ScheduleList,
        Idempotency.READ,
    ),
    _entry(
        "schedule",
        Text("订阅定期对账单", "Let statements come"),
        schedule_commands.ScheduleStatements,
        schedule_commands.ScheduleView,
        Idempotency.STATE,
    ),
    _entry(
        "unschedule",
        Text("停止定期对账单", "Let no more statements come"),
        schedule_commands.EndSchedule,
        schedule_commands.ScheduleView,
        Idempotency.STATE,
    ),
    _entry(
        "pack",
        Text("批量打包", "Have documents packed"),
        task_commands.OrderDocuments,
        task_commands.TaskView,
        Idempotency.SERIAL,
    ),
    _entry(
        "packs",
        Text("打包任务", "What is being packed"),
        task_commands.ListTasks,
        task_commands.TaskList,
        Idempotency.READ,
    ),
)

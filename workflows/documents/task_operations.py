"""Documents as files, in the catalogue: for programs; people print them from their pages."""

from __future__ import annotations

from typing import Any, Final

from kernel.operation import PEOPLE, Door, Idempotency, Operation, Verb
from kernel.text import NO_TEXT, Text
from workflows.documents import task_commands as commands

_MACHINES: Final = frozenset({Door.DIRECT_LINK})
_RIGHT: Final = "accounts.see"


def _question(
    code: str,
    title: Text,
    command: type[Any],
    answer: type[Any],
    about: Text = NO_TEXT,
    *,
    doors: frozenset[Door] = _MACHINES,
) -> Operation:
    return Operation(
        code=f"documents.{code}",
        title=title,
        command=command,
        answer=answer,
        verb=Verb.SEE,
        doors=doors,
        idempotency=Idempotency.READ,
        right_of=_RIGHT,
        about=about,
    )


ORDER = Operation(
    code="documents.order",
    title=Text("批量单据", "Order documents"),
    command=commands.OrderDocuments,
    answer=commands.TaskView,
    verb=Verb.MAKE,
    doors=_MACHINES,
    idempotency=Idempotency.SERIAL,
    about=Text(
        "按日期范围生成回单或对账单压缩包（内含 index.csv）；用 documents.task 查询进度，就绪后用 documents.fetch 分片下载。",
        "Receipts or statements of some days in one ZIP with an index.csv; ask documents.task how far it has come, then"
        " documents.fetch for its parts.",
    ),
)
OPERATIONS = (
    _question(
        "receipt_file",
        Text("单笔回单文件", "Receipt as a file"),
        commands.GetReceiptFile,
        commands.ReceiptFile,
        Text(
            "按回单编号、付款的客户流水号或银行业务编号；尚未出具时为“未找到”，稍后再取。",
            "By its number, the payment's client serial, or the bank's number; not found while it is not issued yet.",
        ),
    ),
    _question(
        "verify",
        Text("回单验证码核验", "Check a receipt's code"),
        commands.VerifyReceipt,
        commands.ReceiptVerdict,
        doors=_MACHINES | PEOPLE,
    ),
    ORDER,
    _question(
        "task",
        Text("单据任务查询", "How far a task has come"),
        commands.FindTask,
        commands.TaskView,
    ),
    _question(
        "fetch", Text("单据任务下载", "Fetch a task's file"), commands.FetchPart, commands.FilePart
    ),
)

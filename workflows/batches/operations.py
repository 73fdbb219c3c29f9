"""Batches in the catalogue."""

from __future__ import annotations

from typing import Any, Final

from kernel.operation import PEOPLE, Door, Idempotency, Operation, Verb
from kernel.text import NO_TEXT, Text
from workflows.batches import commands, link_commands

_RIGHT: Final = "payments.submit"
_ALL: Final = PEOPLE | {Door.DIRECT_LINK}
_MACHINES: Final = frozenset({Door.DIRECT_LINK})
_SENT: Final = Text(
    "一批一个流水号、整批审批、批量入账；同一流水号同一内容重发返回首次结果，绝不重复付款。笔数或合计不符整批拒绝。",
    "One serial, approved as one, booked in sets. The same serial with the same content returns the first result and"
    " never pays twice. A count or total that differs refuses the whole.",
)
_COUNTED: Final = Text(
    "各状态的笔数与金额之和恒等于全批；unknown 为结果未知，不得重发。",
    "The counters always add up to the whole; `unknown` is never to be paid again.",
)
_AGAIN: Final = Text(
    "仅重发已确定失败的明细，生成关联原批次的新草稿；须经批次各笔均有结果，结果未知者不在其列。",
    "Only rows that failed for good, as a new draft linked to the old; not before each row has its end.",
)


def _asking(  # noqa: PLR0917 - the columns of the table below
    code: str,
    title: Text,
    command: type[Any],
    answer: type[Any],
    doors: frozenset[Door] = PEOPLE,
    about: Text = NO_TEXT,
) -> Operation:
    return Operation(
        code=code, title=title, command=command, answer=answer, verb=Verb.SEE, doors=doors,
        idempotency=Idempotency.READ, right_of=_RIGHT, about=about,
    )  # fmt: skip


def _making(  # noqa: PLR0917 - the same
    code: str, title: Text, command: type[Any], answer: type[Any] = commands.BatchHeader,
    doors: frozenset[Door] = PEOPLE, about: Text = NO_TEXT, *, serial: bool = False,
) -> Operation:  # fmt: skip
    return Operation(
        code=code, title=title, command=command, answer=answer, verb=Verb.MAKE, doors=doors,
        idempotency=Idempotency.SERIAL if serial else Idempotency.STATE, right_of=_RIGHT, about=about,
        account_field="payer_account" if hasattr(command, "payer_account") else "",
    )  # fmt: skip


OPERATIONS: Final = (
    _making("batches.open", Text("新建批次", "New batch"), commands.OpenBatch, serial=True),
    _making("batches.stage", Text("更换批次明细", "Replace the rows of a batch"), commands.RestageBatch),
    _making("batches.send", Text("上送批次", "Send a batch"), link_commands.SendBatch, doors=_MACHINES, about=_SENT, serial=True),
    _making("batches.send_part", Text("分包上送批次", "Send a batch in parts"), link_commands.SendPart, doors=_MACHINES, about=_SENT, serial=True),
    _asking("batches.find", Text("查询批次", "Find a batch"), commands.AskBatch, commands.BatchHeader, _ALL, _COUNTED),
    _asking("batches.list", Text("批次列表", "Batches"), commands.ListBatches, commands.BatchPage),
    _asking("batches.rows", Text("批次明细", "Rows of a batch"), commands.ListRows, commands.RowPage, _ALL),
    _asking("batches.findings", Text("批次问题清单", "Faults of a batch"), commands.ListFindings, commands.FindingPage),
    _making("batches.mend", Text("修改批次明细", "Mend rows"), commands.MendRows),
    _making("batches.mend_alike", Text("同类一并修改", "Mend all alike"), commands.MendAlike),
    _making("batches.remove", Text("移除批次明细", "Remove rows"), commands.RemoveRows),
    _making("batches.submit", Text("提交批次", "Submit a batch"), commands.NameBatch, doors=_ALL),
    _making("batches.withdraw", Text("撤回批次", "Take a batch back"), commands.NameBatch, doors=_ALL),
    _making("batches.reissue", Text("失败重发", "Pay failed rows again"), commands.ReissueBatch, doors=_ALL, about=_AGAIN, serial=True),
)  # fmt: skip

"""Batches and returns in the catalogue."""

from __future__ import annotations

from typing import Any, Final

from kernel.operation import PEOPLE, Door, Idempotency, Operation, Verb
from kernel.text import NO_TEXT, Text
from workflows.payments import batch_commands as commands
from workflows.payments import mode_commands

_RIGHT: Final = "payments.submit"
_MACHINES: Final = frozenset({Door.DIRECT_LINK})
_ALL: Final = PEOPLE | _MACHINES

SUBMIT = Operation(
    code="payments.submit_batch",
    title=Text("提交批量付款", "Submit a batch of payments"),
    command=commands.SubmitBatch,
    answer=commands.BatchView,
    verb=Verb.MAKE,
    doors=_MACHINES,
    idempotency=Idempotency.SERIAL,
    account_field="payer_account",
    right_of=_RIGHT,
    about=Text(
        "一批一个流水号、整批审批；付不了的明细单独拒绝并列出原因，其余照常办理。笔数、总金额不符则整批拒绝。"
        "同一批次流水号同一内容重发返回首次结果，绝不重复付款。",
        "One serial, approved as one; a row that cannot be paid is refused alone with its reason, the others go on."
        " A count or total that differs refuses the whole. The same serial with the same content returns the"
        " first result and never pays twice.",
    ),
)


def _question(
    code: str, title: Text, command: type[Any], answer: type[Any], about: Text = NO_TEXT
) -> Operation:
    return Operation(
        code=code,
        title=title,
        command=command,
        answer=answer,
        verb=Verb.SEE,
        doors=_ALL,
        idempotency=Idempotency.READ,
        right_of=_RIGHT,
        about=about,
    )


MODES = Operation(
    code="payments.modes",
    title=Text("业务模式查询", "Who authorises payments"),
    command=mode_commands.AskModes,
    answer=mode_commands.Modes,
    verb=Verb.SEE,
    doors=_ALL,
    idempotency=Idempotency.READ,
    account_field="payer_account",
    right_of=_RIGHT,
    about=Text(
        "按金额档说明：signature 为签名即授权，approvers 为仅经办、由企业审批人在网银或手机授权。",
        "By amount: `signature` is released by the message's own, `approvers` is only made and waits for people at the"
        " web bank or on the phone.",
    ),
)
OPERATIONS = (
    SUBMIT,
    MODES,
    _question(
        "payments.batch",
        Text("查询批次", "Find a batch"),
        commands.FindBatch,
        commands.BatchView,
        Text(
            "按批次流水号或银行批次编号；pain.001 的 PmtInf 按银行批次编号查询。",
            "By its serial or the bank's number; a PmtInf of a pain.001 by the bank's number.",
        ),
    ),
    _question(
        "payments.batch_rows",
        Text("批次明细", "Payments of a batch"),
        commands.ListBatchRows,
        commands.BatchRows,
    ),
    _question(
        "payments.returns",
        Text("退汇查询", "Returned payments"),
        commands.ListReturns,
        commands.ReturnPage,
        Text(
            "退汇可能在付款成功数日后发生；请定期查询，或以 accounts.incoming、events.poll 获知。",
            "A return may come days after success: ask from time to time, or hear of it by accounts.incoming"
            " or events.poll.",
        ),
    ),
)

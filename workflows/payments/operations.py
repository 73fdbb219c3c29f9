"""Payments in the catalogue."""

from __future__ import annotations

from kernel.operation import Door, Idempotency, Operation, StepUp, Verb
from kernel.text import Text
from workflows.payments import cancel_commands, commands, message_commands

_ALL = frozenset({Door.WEB, Door.PHONE, Door.DIRECT_LINK})
_MACHINES = frozenset({Door.DIRECT_LINK})

SUBMIT = Operation(
    code="payments.submit",
    title=Text("提交付款", "Submit a payment"),
    command=commands.SubmitPayment,
    answer=commands.PaymentView,
    verb=Verb.MAKE,
    doors=_ALL,
    idempotency=Idempotency.SERIAL,
    account_field="payer_account",
    amount_field="amount_minor",
    about=Text(
        "按企业审批规则处理；零级审批即时放行。同一流水号同一内容重发返回首次结果，绝不重复付款。",
        "Follows the enterprise's approval policy; with no level it is released at once. The same serial with"
        " the same content returns the first result and never pays twice.",
    ),
)
FIND = Operation(
    code="payments.find",
    title=Text("查询付款结果", "Find a payment"),
    command=commands.FindPayment,
    answer=commands.PaymentView,
    verb=Verb.SEE,
    doors=_ALL,
    idempotency=Idempotency.READ,
    right_of="payments.submit",
)
LIST = Operation(
    code="payments.list",
    title=Text("付款列表", "List payments"),
    command=commands.ListPayments,
    answer=commands.PaymentPage,
    verb=Verb.SEE,
    doors=_ALL,
    idempotency=Idempotency.READ,
    right_of="payments.submit",
)
WITHDRAW = Operation(
    code="payments.withdraw",
    title=Text("撤回或取消付款", "Withdraw or cancel a payment"),
    command=commands.WithdrawPayment,
    answer=commands.PaymentView,
    verb=Verb.MAKE,
    doors=_ALL,
    idempotency=Idempotency.STATE,
    step_up=StepUp.NONE,
    right_of="payments.submit",
    about=Text(
        "待审批或退回的付款撤回，预约付款取消；仅经办人（直联为提交该笔的操作员）可办。报文内的付款用 payments.cancel，批次用 batches.withdraw。",
        "Takes back what waits for signatures and cancels what waits for its day; its maker alone. Payments of a message:"
        " payments.cancel; a batch: batches.withdraw.",
    ),
)

IMPORT = Operation(
    code="payments.import",
    title=Text("提交付款报文", "Submit a payment message"),
    command=message_commands.ImportMessage,
    answer=message_commands.MessageReport,
    verb=Verb.MAKE,
    doors=_MACHINES,
    idempotency=Idempotency.SERIAL,
    right_of="payments.submit",
    about=Text(
        "原样提交 ERP 生成的 pain.001；每个 PmtInf 为一个审批批次。同一证书下 MsgId 永久唯一，重发同一报文不会重复付款。",
        "Takes a pain.001 as the ERP wrote it; each PmtInf is approved as one. The MsgId is unique for ever under a"
        " certificate; sending the same message again never pays twice.",
    ),
)
REPORT = Operation(
    code="payments.report",
    title=Text("查询付款报文状态", "Report on a payment message"),
    command=message_commands.ReportMessage,
    answer=message_commands.MessageReport,
    verb=Verb.SEE,
    doors=_MACHINES,
    idempotency=Idempotency.READ,
    right_of="payments.submit",
)

CANCEL = Operation(
    code="payments.cancel",
    title=Text("撤销付款报文中的付款", "Cancel payments of a message"),
    command=cancel_commands.CancelPayments,
    answer=cancel_commands.CancellationReport,
    verb=Verb.MAKE,
    doors=_MACHINES,
    idempotency=Idempotency.STATE,
    right_of="payments.submit",
    about=Text(
        "以 camt.055 撤销 pain.001 中尚未付出的付款：整份、整个 PmtInf 或单笔；逐笔答复（camt.029）。重发不会有其他效果。",
        "Cancels by camt.055 what has not gone out of a pain.001: all of it, a PmtInf or single payments; each is"
        " answered for (camt.029). Sent again it does nothing more.",
    ),
)

OPERATIONS = (SUBMIT, FIND, LIST, WITHDRAW, IMPORT, REPORT, CANCEL)

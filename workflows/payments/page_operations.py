"""What pages ask about payments, in the catalogue. People's doors only."""

from __future__ import annotations

from functools import partial
from typing import Final

from kernel.operation import PEOPLE, Idempotency, Operation, Verb, reading
from kernel.text import Text
from workflows.payments import attachment_commands, commands, page_commands, received_commands

_RIGHT = "payments.submit"


_reads: Final = partial(reading, right_of=_RIGHT)

CHECK = Operation(
    code="payments.check",
    title=Text("核对付款", "Check a payment"),
    command=commands.SubmitPayment,
    answer=page_commands.PaymentCheck,
    verb=Verb.SEE,
    doors=PEOPLE,
    idempotency=Idempotency.READ,
    account_field="payer_account",
    right_of=_RIGHT,
    about=Text(
        "提交前核对：汇路、到账时间、手续费、提示和审批人，不产生任何业务。",
        "Before submission: rail, arrival, fee, findings and signers. Nothing is done.",
    ),
)
ATTACH = Operation(
    code="payments.attach",
    title=Text("上传附件", "Attach a document"),
    command=attachment_commands.Attach,
    answer=attachment_commands.AttachmentLine,
    verb=Verb.MAKE,
    doors=PEOPLE,
    idempotency=Idempotency.STATE,
    right_of=_RIGHT,
)
DETACH = Operation(
    code="payments.detach",
    title=Text("移除附件", "Take a document away"),
    command=attachment_commands.NameAttachment,
    answer=attachment_commands.AttachmentLine,
    verb=Verb.MAKE,
    doors=PEOPLE,
    idempotency=Idempotency.STATE,
    right_of=_RIGHT,
)
OPERATIONS = (
    CHECK,
    _reads(
        "payments.browse",
        Text("浏览付款", "Browse payments"),
        page_commands.BrowsePayments,
        page_commands.PaymentList,
    ),
    _reads(
        "payments.follow",
        Text("跟踪付款", "Follow a payment"),
        page_commands.FollowPayment,
        page_commands.PaymentDetail,
    ),
    _reads(
        "payments.upcoming",
        Text("近期付款", "Upcoming payments"),
        page_commands.ListUpcoming,
        page_commands.Upcoming,
    ),
    _reads(
        "payments.signing",
        Text("待签内容", "What is to be signed"),
        page_commands.SeeSigning,
        page_commands.Signing,
    ),
    _reads(
        "payments.cards",
        Text("待办摘要", "What approvals are about"),
        page_commands.DescribeApprovals,
        page_commands.ApprovalCards,
    ),
    _reads(
        "payments.payers",
        Text("可付款账户", "Accounts to pay from"),
        page_commands.ListPayers,
        page_commands.Payers,
    ),
    _reads(
        "payments.payees",
        Text("查找收款人", "Find a payee"),
        page_commands.FindPayees,
        page_commands.Payees,
    ),
    _reads(
        "payments.banks",
        Text("查找行名行号", "Find a bank"),
        page_commands.FindBanks,
        page_commands.FoundBanks,
    ),
    ATTACH,
    DETACH,
    _reads(
        "payments.attached",
        Text("附件列表", "Documents of a payment"),
        attachment_commands.ListAttached,
        attachment_commands.Attached,
    ),
    _reads(
        "payments.attachment",
        Text("下载附件", "Read a document"),
        attachment_commands.NameAttachment,
        attachment_commands.AttachmentLine,
    ),
    _reads(
        "payments.received",
        Text("下载收到的原始报文", "The message as it was received"),
        received_commands.FetchReceived,
        received_commands.ReceivedLine,
    ),
)

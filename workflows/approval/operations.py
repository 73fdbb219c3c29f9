"""The engine's entries in the catalogue.

The right to approve a payment is a row of the payment's own operation in the rights matrix; the engine
reads it anew at every decision. These entries only say who may come to the counter at all.
"""

from __future__ import annotations

from typing import Final

from kernel.operation import PEOPLE, Idempotency, Operation, StepUp, Verb
from kernel.text import Text
from workflows.approval.commands import (
    ApprovalAnswer,
    ApprovalView,
    DecideApproval,
    InboxAnswer,
    ListInbox,
    ViewApproval,
    WithdrawApproval,
)
from workflows.approval.list_commands import ApproveList, ListAnswer

DECIDE: Final = Operation(
    code="approvals.decide",
    title=Text("审批", "Decide"),
    command=DecideApproval,
    answer=ApprovalAnswer,
    verb=Verb.APPROVE,
    doors=PEOPLE,
    idempotency=Idempotency.STATE,
    step_up=StepUp.SIGN,
    about=Text("同意、驳回或退回一笔待审批业务", "Approve, reject or send back what waits for you"),
)

DECIDE_LIST: Final = Operation(
    code="approvals.decide_list",
    title=Text("批量审批", "Decide on several"),
    command=ApproveList,
    answer=ListAnswer,
    verb=Verb.APPROVE,
    doors=PEOPLE,
    idempotency=Idempotency.STATE,
    step_up=StepUp.SIGN,
    right_of="approvals.decide",
    about=Text(
        "一次签名同意多笔业务，全部通过或全部不签",
        "Approve several under one signature: all or none",
    ),
)

WITHDRAW: Final = Operation(
    code="approvals.withdraw",
    title=Text("撤回", "Withdraw"),
    command=WithdrawApproval,
    answer=ApprovalAnswer,
    verb=Verb.MAKE,
    doors=PEOPLE,
    idempotency=Idempotency.STATE,
    about=Text("经办人在通过前撤回", "The maker takes an item back before it is granted"),
)

INBOX: Final = Operation(
    code="approvals.inbox",
    title=Text("待办审批", "Approval inbox"),
    command=ListInbox,
    answer=InboxAnswer,
    verb=Verb.SEE,
    doors=PEOPLE,
    idempotency=Idempotency.READ,
    about=Text("等待本人审批的业务", "What waits for my decision"),
)

VIEW: Final = Operation(
    code="approvals.view",
    title=Text("审批详情", "Approval"),
    command=ViewApproval,
    answer=ApprovalView,
    verb=Verb.SEE,
    doors=PEOPLE,
    idempotency=Idempotency.READ,
    about=Text("一笔业务的审批内容与进度", "One item, its text and how far it has come"),
)

OPERATIONS: Final = (DECIDE, DECIDE_LIST, WITHDRAW, INBOX, VIEW)

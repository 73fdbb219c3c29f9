"""Bills in the catalogue: each act of the trade, one answer and one withdrawal for all, and the questions.

Four rows of the rights matrix rule them: issuing, passing on, collecting, answering. An approval rule is
about a row.
"""

from __future__ import annotations

from typing import Any, Final

from kernel.bills.acts import Act
from kernel.operation import PEOPLE, Door, Idempotency, Operation, Verb, reading
from kernel.text import NO_TEXT, Text
from workflows.bills import answers, commands, file_commands, party_commands
from workflows.bills.rights import ANSWER, CODES, RIGHT_OF

_EVERYWHERE: Final = PEOPLE | {Door.DIRECT_LINK}


def _asking(act: Act, command: type[Any], about: Text = NO_TEXT) -> Operation:
    return Operation(
        code=CODES[act],
        title=act.label,
        command=command,
        answer=answers.BillRequestView,
        verb=Verb.MAKE,
        doors=_EVERYWHERE,
        idempotency=Idempotency.SERIAL,
        account_field="account_number",
        right_of="" if RIGHT_OF[act] == CODES[act] else RIGHT_OF[act],
        about=about,
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
        doors=_EVERYWHERE,
        idempotency=Idempotency.READ,
        right_of=ANSWER,
        about=about,
    )


_ACTS: Final = (
    _asking(Act.REGISTER, commands.RegisterBill),
    _asking(Act.ASK_ACCEPTANCE, commands.AskBill),
    _asking(Act.ASK_DELIVERY, commands.AskBill),
    _asking(Act.RECALL, commands.AskBill),
    _asking(
        Act.ENDORSE, commands.NamePartyOfBill,
        Text("区间为部分时自动分包。", "A part is split off by itself."),
    ),
    _asking(Act.GUARANTEE, commands.NamePartyOfBill),
    _asking(Act.PLEDGE, commands.NamePartyOfBill),
    _asking(Act.RELEASE, commands.AskBill),
    _asking(
        Act.DISCOUNT, commands.DiscountBill,
        Text("利率须与当日报价一致。", "The rate is the one quoted today."),
    ),
    _asking(Act.PRESENT, commands.AskBill),
    _asking(Act.PRESENT_LATE, commands.AskBill),
    _asking(Act.RECOURSE, commands.TakeRecourse),
    _asking(Act.DISCHARGE, commands.AskBill),
    _asking(
        Act.ANSWER, commands.AnswerBill,
        Text("对等待本企业签收的任何申请。", "To whatever waits for this enterprise."),
    ),
    _asking(
        Act.WITHDRAW, commands.WithdrawBill,
        Text("对方签收之前可撤回。", "Until the other side has signed."),
    ),
)  # fmt: skip

OPERATIONS: Final = (
    *_ACTS,
    _question("bills.find", Text("查询票据申请", "Find a request"), commands.FindBillRequest, answers.BillRequestView),
    _question("bills.requests", Text("票据申请", "Requests"), commands.ListBillRequests, answers.BillRequestPage),
    _question("bills.list", Text("票据查询", "Bills"), commands.ListBills, answers.BillPage),
    _question("bills.lanes", Text("票据总览", "Bills by state"), commands.CountBills, answers.LaneSums),
    _question("bills.calendar", Text("到期日历", "Due dates of a month"), commands.SeeDueDays, answers.DueDays),
    _question("bills.show", Text("票面与历史", "Face and history"), commands.ShowBill, answers.ShownBill),
    _question("bills.print", Text("打印票据", "Print a bill"), commands.ShowBill, answers.PrintedBill),
    _question("bills.quote", Text("贴现询价", "Discount quote"), commands.QuoteDiscount, answers.BillQuote),
    _question("bills.receipt", Text("票据业务回单", "Slip of an act"), commands.PrintSlip, answers.PrintedBill),
    _question("bills.files", Text("贸易背景材料", "Contracts and invoices"), file_commands.ListBillFiles, file_commands.BillFiles),
    reading(
        "bills.file", Text("下载贸易背景材料", "A contract or an invoice"), file_commands.NameBillFile,
        file_commands.BillFileLine, right_of=ANSWER,
    ),
    Operation(
        code="bills.attach", title=Text("上传贸易背景材料", "Put a contract or an invoice with a bill"),
        command=file_commands.AttachToBill, answer=file_commands.BillFileLine, verb=Verb.MAKE, doors=PEOPLE,
        idempotency=Idempotency.STATE, right_of=ANSWER,
    ),
    reading(
        "bills.parties", Text("常用对方", "Other sides named before"), party_commands.ListParties,
        party_commands.KnownParties, right_of=ANSWER,
    ),
    _question("bills.agreements", Text("付息协议", "Agreements about interest"), commands.ListAgreements, answers.AgreementList),
    reading(
        "bills.cards", Text("待签票据申请摘要", "What approvals of bills are about"), commands.DescribeBillRequests,
        answers.BillRequestPage, right_of="approvals.inbox",
    ),
    reading(
        "bills.signing", Text("待签票据申请", "A request to be signed"), commands.SeeBillRequest,
        answers.BillRequestView, right_of="approvals.inbox",
    ),
)  # fmt: skip

"""Standing orders in the catalogue. Who may pay from an account may have it paid again and again."""

from __future__ import annotations

from typing import Any, Final

from kernel.operation import PEOPLE, Door, Idempotency, Operation, Verb, reading
from kernel.text import NO_TEXT, Text
from workflows.standing import answers, commands
from workflows.standing.service import PAY

_EVERYWHERE: Final = PEOPLE | {Door.DIRECT_LINK}

SUBMIT: Final = Operation(
    code="standing.submit",
    title=Text("设立定期付款", "Set up a standing order"),
    command=commands.SubmitStanding,
    answer=answers.StandingView,
    verb=Verb.MAKE,
    doors=_EVERYWHERE,
    idempotency=Idempotency.SERIAL,
    account_field="payer_account",
    amount_field="amount_minor",
    right_of=PAY,
    about=Text(
        "按合计金额审批一次，之后每期自动付款；每期是一笔普通付款，流水号为“编号/期次”，限额计入付款当日。",
        "Agreed upon once, over the sum of all runs; each run is an ordinary payment under the serial number/run, and"
        " counts under limits on its own day.",
    ),
)


def _question(code: str, title: Text, command: type[Any], answer: type[Any]) -> Operation:
    return Operation(
        code=code,
        title=title,
        command=command,
        answer=answer,
        verb=Verb.SEE,
        doors=_EVERYWHERE,
        idempotency=Idempotency.READ,
        right_of=PAY,
    )


def _change(code: str, title: Text, about: Text = NO_TEXT) -> Operation:
    return Operation(
        code=code,
        title=title,
        command=commands.ChangeStanding,
        answer=answers.StandingView,
        verb=Verb.MAKE,
        doors=_EVERYWHERE,
        idempotency=Idempotency.STATE,
        right_of=PAY,
        about=about,
    )


OPERATIONS: Final = (
    SUBMIT,
    _question("standing.preview", Text("试算定期付款", "Preview a standing order"), commands.SubmitStanding, answers.PreviewedStanding),
    _question("standing.find", Text("查询定期付款", "Find a standing order"), commands.FindStanding, answers.FoundStanding),
    _question("standing.list", Text("定期付款列表", "List standing orders"), commands.ListStanding, answers.StandingPage),
    _change("standing.suspend", Text("暂停定期付款", "Suspend a standing order")),
    _change(
        "standing.resume", Text("恢复定期付款", "Resume a standing order"),
        Text("暂停期间的各期不补付。", "Runs that fell due meanwhile are not made up for."),
    ),
    _change(
        "standing.cancel", Text("撤回或终止定期付款", "Withdraw or end a standing order"),
        Text("待审批时为撤回；生效后为终止，已付各期不受影响。", "Withdrawn while it waits, ended once in force; what was paid stays."),
    ),
    reading(
        "standing.check", Text("核对定期付款", "Check a standing order"), commands.SubmitStanding, answers.PreviewedStanding, right_of=PAY
    ),
    reading(
        "standing.show", Text("定期付款详情", "A standing order whole"), commands.FindStanding, answers.FoundStanding, right_of=PAY
    ),
    reading(
        "standing.cards", Text("待签定期付款摘要", "What approvals of standing orders are about"), commands.DescribeStanding,
        answers.StandingPage, right_of="approvals.inbox",
    ),
    reading(
        "standing.signing", Text("待签定期付款", "A standing order to be signed"), commands.SeeStanding, answers.StandingView,
        right_of="approvals.inbox",
    ),
)  # fmt: skip

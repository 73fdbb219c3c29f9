"""The sandbox in the catalogue: for people and for an ERP's own test-suite."""

from __future__ import annotations

from typing import Any, Final

from kernel.operation import PEOPLE, Door, Idempotency, Operation, Verb
from kernel.text import Text
from workflows.sandbox import commands

_RIGHT: Final = "sandbox.tell"
_ONLY: Final = Text("仅测试环境。", "Test deployments only. ")


def _offered(  # noqa: PLR0917 - a row of the table below
    code: str, title: Text, command: type[Any], answer: type[Any], about: Text, account: str = ""
) -> Operation:
    reads = command is commands.AskSandbox
    return Operation(
        code=code,
        title=title,
        command=command,
        answer=answer,
        verb=Verb.SEE if reads else Verb.MAKE,
        doors=PEOPLE | {Door.DIRECT_LINK},
        idempotency=Idempotency.READ if reads else Idempotency.STATE,
        account_field=account,
        right_of="" if code == _RIGHT else _RIGHT,
        about=Text(_ONLY.zh + about.zh, _ONLY.en + about.en),
    )


TELL = _offered(
    _RIGHT, Text("沙箱：编排付款结果", "Sandbox: tell outcomes"),
    commands.TellOutcome, commands.RuleView,
    Text(
        "此后符合条件的他行付款按所编排的结果处理，次数用尽即止；先编排者先生效，先于测试值。同名再编排则替换。",
        "Payments to other banks that fit meet this outcome from now on, so many times; the oldest rule goes first, and"
        " before magic values. The same name again replaces the rule.",
    ),
)  # fmt: skip
RULES = _offered(
    "sandbox.rules", Text("沙箱：查看编排", "Sandbox: what was told"),
    commands.AskSandbox, commands.SandboxView,
    Text("编排规则及命中次数、来账与拨时的进度、银行当前时间。", "Rules and how often each was met, credits and the clock, the bank's time."),
)  # fmt: skip
FORGET = _offered(
    "sandbox.forget", Text("沙箱：删除编排", "Sandbox: forget outcomes"),
    commands.ForgetOutcomes, commands.Forgotten,
    Text("已送出的付款不受影响。", "What was sent already keeps its outcome."),
)  # fmt: skip
CREDIT = _offered(
    "sandbox.credit", Text("沙箱：发起来账", "Sandbox: money in"),
    commands.BringCredit, commands.Ordered,
    Text("由测试清算行向本企业账户发来一笔来账，数秒内入账；户名不符则挂账。", "The test bank sends money to an account of yours; booked within seconds, or parked under a wrong name."),
    "account_number",
)  # fmt: skip
CLOCK = _offered(
    "sandbox.clock", Text("沙箱：拨快时钟", "Sandbox: move the clock"),
    commands.MoveClock, commands.ClockMoves,
    Text(
        "本环境所有银行和企业共用一个虚拟时钟；拨快后报文时间以新时间为准（D104）。",
        "All of the deployment share one virtual clock; once it has moved, messages must bear its time (D104).",
    ),
)  # fmt: skip

OPERATIONS = (TELL, RULES, FORGET, CREDIT, CLOCK)

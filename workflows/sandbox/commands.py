"""What may be told to the sandbox, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from connectors.ports import Behaviour
from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text
from workflows.sandbox.behaviours import RefusalReason, SandboxRail

_NAME: Final = Text("规则名", "Rule")
_NAME_PATTERN: Final = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_RAIL: Final = Text("汇路", "Rail")
_BEHAVIOUR: Final = Text("结果", "What becomes of it")
_REASON: Final = Text("退回码", "Reason")
_TIMES: Final = Text("次数", "Times")
_TAIL: Final = Text("收款账号尾号", "End of the payee's account")
_AMOUNT: Final = Text("金额", "Amount")
_NOW: Final = Text("银行当前时间", "The bank's time now")
_REFERENCE: Final = Text("参考号", "Reference")


class OrderStatus(StrEnum):
    """How far something asked of the test bank is."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"

    @property
    def label(self) -> Text:
        """Its name."""
        return _STATUSES[self.value]


_STATUSES: Final = {
    "waiting": Text("办理中", "On its way"),
    "done": Text("已办理", "Done"),
    "failed": Text("未成功", "Not done"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TellOutcome:
    """What shall become of payments to other banks that fit; the same name again replaces the rule."""

    name: str = spec(_NAME, max_bytes=40, pattern=_NAME_PATTERN, example="late-06")
    behaviour: Behaviour = spec(_BEHAVIOUR, Kind.CHOICE, choices=Behaviour, example="late_success")
    amount: str = spec(
        _AMOUNT, max_bytes=20, pattern=r"[0-9*]+\.[0-9*]+", default="", example="*.06",
        hint=Text("* 代表任意位数字；不填为不限", "* stands for any digits; any when empty"),
    )  # fmt: skip
    account_tail: str = spec(
        _TAIL, max_bytes=42, pattern=r"[A-Za-z0-9]+", default="", example="3333",
        sensitivity=Sensitivity.ACCOUNT, hint=Text("不填为不限", "Any when empty"),
    )  # fmt: skip
    rail: SandboxRail = spec(
        _RAIL, Kind.CHOICE, choices=SandboxRail, default=SandboxRail.ANY, example="BEPS"
    )
    reason: RefusalReason | None = spec(
        _REASON, Kind.CHOICE, choices=RefusalReason, default=None,
        hint=Text("仅拒绝类结果；不填为 RJ01", "For refusals; RJ01 when empty"),
    )  # fmt: skip
    times: int | None = spec(
        _TIMES, Kind.INTEGER, default=None, example="1",
        hint=Text("1–10000；不填为一直有效", "1 to 10,000; for ever when empty"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    """One rule, and how often it was met."""

    name: str = spec(_NAME, max_bytes=40)
    behaviour: Behaviour = spec(_BEHAVIOUR, Kind.CHOICE, choices=Behaviour)
    amount: str = spec(_AMOUNT, max_bytes=20, default="")
    account_tail: str = spec(_TAIL, max_bytes=42, default="", sensitivity=Sensitivity.ACCOUNT)
    rail: SandboxRail = spec(_RAIL, Kind.CHOICE, choices=SandboxRail)
    reason: RefusalReason | None = spec(_REASON, Kind.CHOICE, choices=RefusalReason, default=None)
    times: int | None = spec(_TIMES, Kind.INTEGER, default=None)
    used: int = spec(Text("已命中", "Met"), Kind.INTEGER)
    told_at: datetime = spec(Text("编排时间", "Told at"), Kind.INSTANT)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskSandbox:
    """Everything that was told, and the bank's clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderView:
    """One thing asked of the test bank, and how far it is."""

    reference: str = spec(_REFERENCE, max_bytes=60)
    status: OrderStatus = spec(Text("状态", "State"), Kind.CHOICE, choices=OrderStatus)
    account_number: str = spec(
        Text("入账账号", "Account"), max_bytes=34, default="", sensitivity=Sensitivity.ACCOUNT
    )
    amount: str = spec(_AMOUNT, max_bytes=24, default="")
    currency: str = spec(Text("币种", "Currency"), max_bytes=3, default="")
    moves_to: datetime | None = spec(Text("时钟拨至", "Clock moves to"), Kind.INSTANT, default=None)
    ordered_at: datetime = spec(Text("提交时间", "Asked at"), Kind.INSTANT)
    error: str = spec(Text("原因", "Why not"), max_bytes=200, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxView:
    """Rules, the oldest first; what was asked, the newest first; the clock."""

    rules: tuple[RuleView, ...] = spec(
        Text("编排规则", "Rules"), Kind.GROUP, group=RuleView, default=()
    )
    orders: tuple[OrderView, ...] = spec(
        Text("来账与拨时", "Credits and clock"), Kind.GROUP, group=OrderView, default=()
    )
    now: datetime = spec(_NOW, Kind.INSTANT)
    clock_moves: bool = spec(Text("时钟可拨", "The clock can be moved"), Kind.FLAG)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetOutcomes:
    """Forget one rule, or all of them."""

    name: str = spec(
        _NAME, max_bytes=40, pattern=_NAME_PATTERN, default="",
        hint=Text("不填为全部", "All when empty"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """How many rules are gone."""

    rules: int = spec(Text("已删除规则", "Rules forgotten"), Kind.INTEGER)


@dataclass(frozen=True, slots=True, kw_only=True)
class BringCredit:
    """Have money sent in from another bank (来账)."""

    reference: str = spec(
        _REFERENCE, max_bytes=35, pattern=_NAME_PATTERN, example="IN-0001",
        hint=Text("同号同内容只来一次", "The same again comes once"),
    )  # fmt: skip
    account_number: str = spec(
        Text("入账账号", "Account"), max_bytes=34, pattern=r"[A-Za-z0-9][A-Za-z0-9 -]*",
        example="1001234509012345678", sensitivity=Sensitivity.ACCOUNT,
    )  # fmt: skip
    amount_minor: int = spec(_AMOUNT, Kind.AMOUNT, currency_field="currency", example="12480.00")
    currency: str = spec(
        Text("币种", "Currency"), max_bytes=3, pattern="[A-Z]{3}", default="CNY", example="CNY"
    )
    payer_name: str = spec(
        Text("付款户名", "Payer"), max_bytes=300, example="上海振华重工股份有限公司",
        sensitivity=Sensitivity.PERSONAL,
    )  # fmt: skip
    payer_account: str = spec(
        Text("付款账号", "Payer's account"), max_bytes=42, pattern=r"[A-Za-z0-9][A-Za-z0-9 -]*",
        default="6217001210024455220", sensitivity=Sensitivity.ACCOUNT,
    )  # fmt: skip
    payer_bank_name: str = spec(
        Text("付款行名称", "Payer's bank"), max_bytes=210, default="中国建设银行"
    )
    payee_name: str = spec(
        Text("收款户名", "Payee"), max_bytes=300, default="", sensitivity=Sensitivity.PERSONAL,
        hint=Text("不填为账户户名；填错名则挂账", "The account's own when empty; a wrong one is parked"),
    )  # fmt: skip
    purpose: str = spec(
        Text("用途", "Purpose"), max_bytes=210, default="", example="货款 SO-26110451"
    )
    copies: int = spec(
        Text("重复份数", "Copies"), Kind.INTEGER, default=1,
        hint=Text("1–4，用于测试重复来账", "1 to 4: what comes twice must be booked once"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """What the worker is going to ask of the test bank."""

    reference: str = spec(_REFERENCE, max_bytes=60)
    status: OrderStatus = spec(Text("状态", "State"), Kind.CHOICE, choices=OrderStatus)
    duplicate: bool = spec(Text("重复请求", "Duplicate"), Kind.FLAG, default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveClock:
    """Move the bank's virtual clock forward, for everybody at this test deployment."""

    to: datetime = spec(
        Text("拨至", "To"), Kind.INSTANT, example="2026-11-24T09:05:00+08:00",
        hint=Text("只能向前，每次最多 31 天", "Forward only, 31 days at a time at most"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockMoves:
    """From when to when; done within seconds."""

    now: datetime = spec(_NOW, Kind.INSTANT)
    to: datetime = spec(Text("拨至", "To"), Kind.INSTANT)
    status: OrderStatus = spec(Text("状态", "State"), Kind.CHOICE, choices=OrderStatus)

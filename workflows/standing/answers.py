"""What is answered about standing orders. Lengths are bytes on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kernel.operation import Door, Kind, Sensitivity, spec
from kernel.text import Text
from workflows.approval.plan import Plan
from workflows.approval.views import RoundView
from workflows.standing.states import RunStatus, StandingStatus
from workflows.standing.words import Frequency, Roll


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingRun:
    """One run: when it was due, what became of it, and the payment it made."""

    seq: int = spec(Text("期次", "Run"), Kind.INTEGER)
    nominal_on: date = spec(Text("约定日期", "Nominal day"), Kind.DATE)
    run_on: date | None = spec(Text("付款日期", "Paid on"), Kind.DATE, default=None)
    status: RunStatus = spec(Text("结果", "Outcome"), Kind.CHOICE, choices=RunStatus)
    client_serial: str = spec(Text("付款流水号", "Serial of the payment"), max_bytes=70, default="")
    payment_number: str = spec(Text("付款编号", "Number of the payment"), max_bytes=40, default="")
    attempts: int = spec(Text("尝试次数", "Tries"), Kind.INTEGER, default=0)
    reason_zh: str = spec(Text("原因", "Reason"), max_bytes=600, default="")
    reason_en: str = spec(Text("原因（英文）", "Reason (English)"), max_bytes=600, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingRun:
    """A run to come; without a day it falls away."""

    seq: int = spec(Text("期次", "Run"), Kind.INTEGER)
    nominal_on: date = spec(Text("约定日期", "Nominal day"), Kind.DATE)
    run_on: date | None = spec(Text("付款日期", "Paid on"), Kind.DATE, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingView:
    """An order as its owner sees it."""

    number: str = spec(
        Text("银行业务编号", "Bank number"), max_bytes=40, example="Q261123-7KQ2M9XA"
    )
    client_serial: str = spec(Text("客户流水号", "Client serial"), max_bytes=70)
    status: StandingStatus = spec(Text("状态", "Status"), Kind.CHOICE, choices=StandingStatus)
    status_at: datetime = spec(Text("状态时间", "Status since"), Kind.INSTANT)
    payer_account: str = spec(
        Text("付款账号", "Payer account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT
    )
    payee_account: str = spec(
        Text("收款账号", "Payee account"), max_bytes=42, sensitivity=Sensitivity.ACCOUNT
    )
    payee_name: str = spec(
        Text("收款户名", "Payee name"), max_bytes=300, sensitivity=Sensitivity.PERSONAL
    )
    payee_bank_name: str = spec(Text("收款行名称", "Payee bank name"), max_bytes=210, default="")
    amount_minor: int = spec(Text("每期金额", "Amount of one run"), Kind.AMOUNT, currency_field="currency")  # fmt: skip
    total_minor: int = spec(Text("合计金额", "Amount of all runs"), Kind.AMOUNT, currency_field="currency")  # fmt: skip
    currency: str = spec(Text("币种", "Currency"), max_bytes=3)
    purpose: str = spec(Text("用途", "Purpose"), max_bytes=180, default="")
    frequency: Frequency = spec(Text("频率", "How often"), Kind.CHOICE, choices=Frequency)
    roll: Roll = spec(Text("遇非工作日", "On a day off"), Kind.CHOICE, choices=Roll)
    first_on: date = spec(Text("首期日期", "First day"), Kind.DATE)
    last_on: date = spec(Text("末期日期", "Last day"), Kind.DATE)
    runs: int = spec(Text("总期数", "Runs"), Kind.INTEGER)
    over: int = spec(Text("已过期数", "Runs that are over"), Kind.INTEGER)
    next_on: date | None = spec(Text("下期日期", "Next on"), Kind.DATE, default=None)
    fingerprint: str = spec(Text("交易指纹", "Fingerprint"), max_bytes=64)
    maker_name: str = spec(Text("经办人", "Maker"), max_bytes=120, sensitivity=Sensitivity.PERSONAL)
    approval_id: str = spec(Text("审批编号", "Approval"), max_bytes=36, default="")
    reason_zh: str = spec(Text("原因", "Reason"), max_bytes=600, default="")
    reason_en: str = spec(Text("原因（英文）", "Reason (English)"), max_bytes=600, default="")
    created_at: datetime = spec(Text("提交时间", "Submitted at"), Kind.INSTANT)
    duplicate: bool = spec(Text("重复提交", "Duplicate"), Kind.FLAG, default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundStanding(StandingView):
    """One order, what its runs came to, and the next ones."""

    past: tuple[StandingRun, ...] = spec(
        Text("已执行各期", "Runs so far"), Kind.GROUP, group=StandingRun, default=()
    )
    coming: tuple[ComingRun, ...] = spec(
        Text("后续各期", "Runs to come"), Kind.GROUP, group=ComingRun, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStanding(FoundStanding):
    """The same with the objects of the house that pages draw."""

    door: Door
    payer_name: str
    payer_alias: str
    payee_bank_code: str
    remark: str
    may_change: bool
    may_withdraw: bool
    rounds: tuple[RoundView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingPage:
    """A page of orders and the mark of the next."""

    orders: tuple[StandingView, ...] = spec(
        Text("定期付款", "Orders"), Kind.GROUP, group=StandingView
    )
    cursor: str = spec(Text("下一页标记", "Next cursor"), max_bytes=80, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingNotice:
    """Something to know before it is submitted."""

    code: str = spec(Text("代码", "Code"), max_bytes=60)
    severity: str = spec(Text("级别", "Severity"), max_bytes=10)
    zh: str = spec(Text("中文说明", "Chinese text"), max_bytes=600)
    en: str = spec(Text("英文说明", "English text"), max_bytes=600)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewedStanding:
    """What would become of an order: its days, its sum, its costs and who will sign."""

    fingerprint: str = spec(Text("交易指纹", "Fingerprint"), max_bytes=64)
    runs: int = spec(Text("总期数", "Runs"), Kind.INTEGER)
    last_on: date = spec(Text("末期日期", "Last day"), Kind.DATE)
    amount_minor: int = spec(Text("每期金额", "Amount of one run"), Kind.AMOUNT, currency_field="currency")  # fmt: skip
    total_minor: int = spec(Text("合计金额", "Amount of all runs"), Kind.AMOUNT, currency_field="currency")  # fmt: skip
    fee_minor: int = spec(Text("每期手续费", "Fee of one run"), Kind.AMOUNT, currency_field="currency")  # fmt: skip
    currency: str = spec(Text("币种", "Currency"), max_bytes=3)
    rail: str = spec(Text("汇路", "Rail"), max_bytes=20)
    signers: str = spec(Text("审批", "Who signs"), max_bytes=600)
    coming: tuple[ComingRun, ...] = spec(
        Text("前若干期", "The first runs"), Kind.GROUP, group=ComingRun
    )
    findings: tuple[StandingNotice, ...] = spec(
        Text("提示", "Findings"), Kind.GROUP, group=StandingNotice, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedStanding(PreviewedStanding):
    """The same with the objects of the house that pages draw."""

    payer_name: str
    payee_account: str
    payee_name: str
    payee_bank_code: str
    payee_bank_name: str
    plan: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStandingSigning(StandingView):
    """An order to be signed, with the text that is."""

    door: Door
    payer_alias: str
    terms: str
    """The text that is signed, a line for each field."""
    coming: tuple[ComingRun, ...] = ()
    round: RoundView

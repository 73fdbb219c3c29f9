"""A payroll as programs send it: one message, or parts that are one run at their end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from kernel import limits
from kernel.identifiers.patterns import ACCOUNT_PATTERN, SERIAL_PATTERN
from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text
from workflows.batches.link_commands import BatchStage
from workflows.payroll.commands import ACCOUNT, NAME, NUMBER
from workflows.payroll.kinds import PayKind
from workflows.payroll.run_commands import MONTH_PATTERN

_SERIAL: Final = Text("批次流水号", "Batch serial")
_PAYER: Final = Text("代发账户", "Pay account")
_KIND: Final = Text("代发种类", "Kind")
_MONTH: Final = Text("月份", "Month")
_COUNT: Final = Text("全批笔数", "Rows of the whole")
_TOTAL: Final = Text("全批总金额", "Total of the whole")
_CURRENCY: Final = Text("币种", "Currency")
_DAY: Final = Text("发薪日", "Pay day")
_ITEMS: Final = r"[^|,]{1,40}\|[^|,]{0,60}(,[^|,]{1,40}\|[^|,]{0,60}){0,49}|"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPay:
    """One person's pay, as the ERP has it; numbered by its place, the first is 1."""

    number: str = spec(NUMBER, max_bytes=30, default="", example="A0017")
    name: str = spec(NAME, max_bytes=240, example="王小雨", sensitivity=Sensitivity.PERSONAL)
    account: str = spec(
        ACCOUNT, max_bytes=42, example="6222021001112223334", sensitivity=Sensitivity.ACCOUNT
    )
    amount: str = spec(
        Text("实发金额", "Net pay"),
        max_bytes=20,
        example="8123.45",
        sensitivity=Sensitivity.PERSONAL,
    )
    bank: str = spec(
        Text("收款行行号、BIC 或全称", "Payee's bank: code, BIC or full name"), max_bytes=140, default="",
        hint=Text("本行或名册已登记的不填", "Empty for this bank, and where the employee book knows it"),
    )  # fmt: skip
    remark: str = spec(
        Text("附言", "Remark"), max_bytes=210, default="", example="11 月工资",
        sensitivity=Sensitivity.PERSONAL,
    )  # fmt: skip
    pay_slip: str = spec(
        Text("工资条", "Payslip"), max_bytes=6_000, pattern=_ITEMS, default="",
        example="基本工资|8000.00,绩效|1200.00,#扣社保|417.39", sensitivity=Sensitivity.PERSONAL,
        hint=Text("项目|内容，逗号分隔，至多 50 项；# 开头为扣减", "item|content, up to 50, by commas; # marks a deduction"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SendPayroll:
    """A whole payroll: checked, submitted, and paid once it is agreed upon; with one faulty row none of it is."""

    client_serial: str = spec(
        _SERIAL, max_bytes=70, pattern=SERIAL_PATTERN, example="PAYROLL-2026-11"
    )
    payer_account: str = spec(
        _PAYER, max_bytes=34, pattern=ACCOUNT_PATTERN, example="1001234509012345678",
        sensitivity=Sensitivity.ACCOUNT,
    )  # fmt: skip
    kind: PayKind = spec(
        _KIND, Kind.CHOICE, choices=PayKind, default=PayKind.SALARY, example="salary"
    )
    month: str = spec(_MONTH, max_bytes=7, pattern=MONTH_PATTERN, example="2026-11")
    payments: int = spec(_COUNT, Kind.INTEGER, example="1")
    total_minor: int = spec(_TOTAL, Kind.AMOUNT, currency_field="currency", example="8123.45")
    currency: str = spec(_CURRENCY, max_bytes=3, pattern="CNY", default="CNY", example="CNY")
    due_on: date | None = spec(
        _DAY, Kind.DATE, default=None, example="2026-11-25",
        hint=Text("非银行工作日自动顺延", "Moved to the next bank day"),
    )  # fmt: skip
    rows: tuple[LinkPay, ...] = spec(
        Text("明细", "Rows"), Kind.GROUP, group=LinkPay,
        hint=Text(f"最多 {limits.BATCH_ROWS_MAX} 笔，更多请分包", f"At most {limits.BATCH_ROWS_MAX}; more come in parts"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SendPayrollPart:
    """A part of a payroll: taken whole or not at all when it comes, paid only after the last."""

    client_serial: str = spec(
        _SERIAL, max_bytes=70, pattern=SERIAL_PATTERN, example="PAYROLL-2026-12",
        hint=Text("各包相同", "The same in every part"),
    )  # fmt: skip
    stage: BatchStage = spec(
        Text("包标志", "Stage"), Kind.CHOICE, choices=BatchStage, example="begin"
    )
    part: int = spec(
        Text("包序号", "Part"), Kind.INTEGER, example="1",
        hint=Text("首包为 1，依次加一", "The first is 1, each next one higher"),
    )  # fmt: skip
    payer_account: str = spec(
        _PAYER, max_bytes=34, pattern=ACCOUNT_PATTERN, example="1001234509012345678",
        sensitivity=Sensitivity.ACCOUNT,
    )  # fmt: skip
    kind: PayKind = spec(
        _KIND, Kind.CHOICE, choices=PayKind, default=PayKind.SALARY, example="salary"
    )
    month: str = spec(_MONTH, max_bytes=7, pattern=MONTH_PATTERN, example="2026-12")
    payments: int = spec(_COUNT, Kind.INTEGER, example="1")
    total_minor: int = spec(_TOTAL, Kind.AMOUNT, currency_field="currency", example="8123.45")
    currency: str = spec(_CURRENCY, max_bytes=3, pattern="CNY", default="CNY", example="CNY")
    due_on: date | None = spec(_DAY, Kind.DATE, default=None, example="2026-12-25")
    rows: tuple[LinkPay, ...] = spec(
        Text("本包明细", "Rows of this part"), Kind.GROUP, group=LinkPay,
        hint=Text(f"每包最多 {limits.BATCH_ROWS_MAX} 笔", f"At most {limits.BATCH_ROWS_MAX} in a part"),
    )  # fmt: skip

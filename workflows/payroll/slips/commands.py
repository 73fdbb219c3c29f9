"""What people ask about payslips."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text
from workflows.payroll.commands import NAME, NUMBER
from workflows.payroll.slips.kinds import PasswordRule, SlipPart, SlipStatus

_ID: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_ID_EXAMPLE: Final = "019aa2c4-7d10-7c31-8f00-5a3de0b7c911"
_BATCH: Final = Text("批次编号", "Batch number")
_SLIP: Final = Text("工资条", "Payslip")
_MONTH: Final = Text("月份", "Month")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipItem:
    """A column of the payroll file, and what a slip makes of it."""

    column: str = spec(Text("文件列名", "Column"), max_bytes=120, example="绩效")
    label: str = spec(Text("显示名称", "Label"), max_bytes=120, default="")
    part: SlipPart = spec(
        Text("所在部分", "Part"), Kind.CHOICE, choices=SlipPart, default=SlipPart.INCOME
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowTemplate:
    """The enterprise's template."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipTemplate:
    """Which columns a slip shows and how it is opened; without items it shows every column."""

    password_rule: PasswordRule = spec(
        Text("密码规则", "Password rule"), Kind.CHOICE, choices=PasswordRule,
        default=PasswordRule.ACCOUNT_TAIL,
    )  # fmt: skip
    days: int = spec(Text("链接有效天数", "Days a link is good"), Kind.INTEGER, default=30)
    note: str = spec(Text("页脚说明", "Note"), max_bytes=600, default="")
    items: tuple[SlipItem, ...] = spec(
        Text("项目", "Items"), Kind.GROUP, group=SlipItem, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSlips:
    """The slips of a run, by row."""

    batch: str = spec(_BATCH, max_bytes=40, example="B20261123000001")
    after: int = spec(Text("自行号之后", "After row"), Kind.INTEGER, default=0)
    limit: int = spec(Text("条数", "Limit"), Kind.INTEGER, default=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipLine:
    """One slip and what became of it."""

    slip_id: str = spec(_SLIP, max_bytes=36)
    row: int = spec(Text("行号", "Row"), Kind.INTEGER)
    number: str = spec(NUMBER, max_bytes=30)
    name: str = spec(NAME, max_bytes=300, sensitivity=Sensitivity.PERSONAL)
    status: SlipStatus = spec(Text("状态", "State"), Kind.CHOICE, choices=SlipStatus)
    reachable: bool = spec(Text("有邮箱", "Has a mail address"), Kind.FLAG)
    sent_at: datetime | None = spec(Text("发送时间", "Sent at"), Kind.INSTANT, default=None)
    opened_at: datetime | None = spec(Text("查看时间", "Opened at"), Kind.INSTANT, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipPage:
    """A page of them, and how many there are of each state."""

    slips: tuple[SlipLine, ...] = spec(
        Text("工资条", "Payslips"), Kind.GROUP, group=SlipLine, default=()
    )
    after: int = spec(Text("续页行号", "Next after"), Kind.INTEGER, default=0)
    total: int = spec(Text("总数", "In all"), Kind.INTEGER, default=0)
    sent: int = spec(Text("已发送", "Sent"), Kind.INTEGER, default=0)
    opened: int = spec(Text("已查看", "Opened"), Kind.INTEGER, default=0)
    unreachable: int = spec(Text("未送达", "Not delivered"), Kind.INTEGER, default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendSlips:
    """Make the slips of a run's paid rows and send them to whoever has a mail address."""

    batch: str = spec(_BATCH, max_bytes=40, example="B20261123000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipsMade:
    """How many there are now, and how many of them are on their way."""

    batch: str = spec(_BATCH, max_bytes=40)
    made: int = spec(Text("生成", "Made"), Kind.INTEGER)
    waiting: int = spec(Text("待发送", "On their way"), Kind.INTEGER)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSlip:
    """One slip."""

    slip_id: str = spec(_SLIP, max_bytes=36, pattern=_ID, example=_ID_EXAMPLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipEntry:
    """One item of a slip, as the file had it."""

    label: str = spec(Text("项目", "Item"), max_bytes=120)
    part: SlipPart = spec(Text("所在部分", "Part"), Kind.CHOICE, choices=SlipPart)
    text: str = spec(Text("内容", "Content"), max_bytes=300, sensitivity=Sensitivity.PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipView:
    """A slip, opened."""

    slip_id: str = spec(_SLIP, max_bytes=36)
    enterprise: str = spec(Text("企业", "Enterprise"), max_bytes=240)
    month: str = spec(_MONTH, max_bytes=7)
    kind: str = spec(Text("代发种类", "Kind"), max_bytes=20)
    number: str = spec(NUMBER, max_bytes=30)
    name: str = spec(NAME, max_bytes=300, sensitivity=Sensitivity.PERSONAL)
    account_tail: str = spec(
        Text("账号尾号", "Account ends"), max_bytes=4, sensitivity=Sensitivity.ACCOUNT
    )
    amount_minor: int = spec(
        Text("实发金额", "Net pay"), Kind.AMOUNT, currency_field="currency", sensitivity=Sensitivity.PERSONAL
    )  # fmt: skip
    currency: str = spec(Text("币种", "Currency"), max_bytes=3, default="CNY")
    items: tuple[SlipEntry, ...] = spec(
        Text("项目", "Items"), Kind.GROUP, group=SlipEntry, default=()
    )
    note: str = spec(Text("说明", "Note"), max_bytes=600, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipLink:
    """A link and a code to hand over, told once and kept nowhere; older ones are void."""

    slip_id: str = spec(_SLIP, max_bytes=36)
    token: str = spec(Text("链接", "Link"), max_bytes=64, sensitivity=Sensitivity.SECRET)
    code: str = spec(Text("查看码", "Code"), max_bytes=8, sensitivity=Sensitivity.SECRET)
    until: datetime = spec(Text("有效至", "Good until"), Kind.INSTANT)

"""What may be asked about standing orders. Lengths are bytes on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kernel.identifiers.patterns import ACCOUNT_PATTERN, BANK_PATTERN, SERIAL_PATTERN
from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text
from workflows.standing.words import Frequency, Roll


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitStanding:
    """Pay somebody again and again, once those who must agree have agreed."""

    client_serial: str = spec(
        Text("客户流水号", "Client serial"), max_bytes=70, pattern=SERIAL_PATTERN, example="ZQ20261123-01",
        hint=Text("企业内唯一，永久有效；每期付款的流水号由银行编号与期数组成", "Unique for ever; each run's own serial is made of the bank's number and its place"),
    )  # fmt: skip
    payer_account: str = spec(
        Text("付款账号", "Payer account"), max_bytes=34, pattern=ACCOUNT_PATTERN, example="1001234509012345678",
        sensitivity=Sensitivity.ACCOUNT,
    )  # fmt: skip
    payee_account: str = spec(
        Text("收款账号", "Payee account"), max_bytes=42, pattern=ACCOUNT_PATTERN, example="6222403674277200025",
        sensitivity=Sensitivity.ACCOUNT,
    )  # fmt: skip
    payee_name: str = spec(
        Text("收款户名", "Payee name"), max_bytes=300, example="苏州恒锐特钢有限公司", sensitivity=Sensitivity.PERSONAL,
    )  # fmt: skip
    amount_minor: int = spec(
        Text("每期金额", "Amount of one run"), Kind.AMOUNT, currency_field="currency", example="86400.00"
    )  # fmt: skip
    currency: str = spec(
        Text("币种", "Currency"), max_bytes=3, pattern="[A-Z]{3}", example="CNY", default="CNY"
    )
    payee_bank: str = spec(
        Text("收款行行号或 BIC", "Payee bank code or BIC"), max_bytes=12, pattern=BANK_PATTERN, example="105305001014",
        default="", hint=Text("本行账户可不填", "Empty for an account of this bank"),
    )  # fmt: skip
    purpose: str = spec(Text("用途", "Purpose"), max_bytes=180, example="房租", default="")
    remark: str = spec(Text("附言", "Remark"), max_bytes=420, default="")
    frequency: Frequency = spec(
        Text("频率", "How often"), Kind.CHOICE, choices=Frequency, example="monthly"
    )
    first_on: date = spec(Text("首期日期", "First day"), Kind.DATE, example="2026-12-01")
    until_on: date | None = spec(
        Text("截止日期", "Until"), Kind.DATE, example="2027-11-30", default=None,
        hint=Text("截止日期与期数至少填一项，以先到者为准", "An end, a number of runs, or both: whichever comes first"),
    )  # fmt: skip
    times: int | None = spec(Text("期数", "Runs"), Kind.INTEGER, example="12", default=None)
    roll: Roll = spec(
        Text("遇非工作日", "On a day off"), Kind.CHOICE, choices=Roll, example="next", default=Roll.NEXT
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FindStanding:
    """Ask for one order by the client's serial or the bank's number."""

    client_serial: str = spec(Text("客户流水号", "Client serial"), max_bytes=70, default="")
    number: str = spec(Text("银行业务编号", "Bank number"), max_bytes=40, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStanding:
    """A page of orders, newest first."""

    status: str = spec(Text("状态", "Status"), max_bytes=60, default="")
    payer_account: str = spec(Text("付款账号", "Payer account"), max_bytes=34, default="")
    cursor: str = spec(Text("翻页标记", "Cursor"), max_bytes=80, default="")
    limit: int = spec(Text("每页条数", "Page size"), Kind.INTEGER, default=50)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeStanding:
    """Suspend, resume or cancel an order."""

    number: str = spec(
        Text("银行业务编号", "Bank number"), max_bytes=40, example="Q261123-7KQ2M9XA"
    )
    reason: str = spec(Text("原因", "Reason"), max_bytes=300, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeStanding:
    """What some approvals are about."""

    approval_ids: tuple[str, ...] = spec(Text("审批编号", "Approvals"), max_bytes=36, default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeStanding:
    """What one approval asks to be signed."""

    approval_id: str = spec(Text("审批编号", "Approval"), max_bytes=36)

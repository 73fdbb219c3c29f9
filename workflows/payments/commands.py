"""What may be asked about payments, and what is answered. Lengths are bytes on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kernel.identifiers.patterns import ACCOUNT_PATTERN, BANK_PATTERN, SERIAL_PATTERN
from kernel.operation import Kind, Sensitivity, spec
from kernel.public_status import PublicStatus
from kernel.text import Text


class RailWish(StrEnum):
    """Which way the payer wants it to go (汇路选择)."""

    SMART = "SMART"
    HVPS = "HVPS"
    BEPS = "BEPS"
    IBPS = "IBPS"

    @property
    def label(self) -> Text:
        """Its name."""
        return _WISHES[self.value]


_WISHES = {
    "SMART": Text("智能路由", "Smart routing"),
    "HVPS": Text("大额支付", "HVPS (large value)"),
    "BEPS": Text("小额支付", "BEPS (batch)"),
    "IBPS": Text("网银互联", "IBPS (real time)"),
}


class Authority(StrEnum):
    """What a payment's release stands on (授权方式)."""

    SIGNATURE = "signature"
    APPROVERS = "approvers"
    MAKER = "maker"

    @property
    def label(self) -> Text:
        """Its name."""
        return _AUTHORITIES[self.value]


_AUTHORITIES = {
    "signature": Text("签名即授权", "The direct link's signature"),
    "approvers": Text("审批人授权", "Approvers of the enterprise"),
    "maker": Text("经办即放行", "The maker alone"),
}
PURPOSE_BYTES_MAX = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitPayment:
    """Pay somebody, or ask those who must agree."""

    client_serial: str = spec(
        Text("客户流水号", "Client serial"), max_bytes=70, pattern=SERIAL_PATTERN, example="YQ20261123-0001",
        hint=Text("企业内唯一，永久有效；同号同内容重发不会重复付款", "Unique for ever in the enterprise; resending it never pays twice"),
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
        Text("收款户名", "Payee name"),
        max_bytes=300,
        example="苏州恒锐特钢有限公司",
        sensitivity=Sensitivity.PERSONAL,
    )
    amount_minor: int = spec(
        Text("金额", "Amount"), Kind.AMOUNT, currency_field="currency", example="1286400.00"
    )
    currency: str = spec(
        Text("币种", "Currency"), max_bytes=3, pattern="[A-Z]{3}", example="CNY", default="CNY"
    )
    payee_bank: str = spec(
        Text("收款行行号或 BIC", "Payee bank code or BIC"), max_bytes=12, pattern=BANK_PATTERN, example="105305001014",
        default="", hint=Text("本行账户可不填", "Empty for an account of this bank"),
    )  # fmt: skip
    payee_bank_name: str = spec(Text("收款行名称", "Payee bank name"), max_bytes=210, default="")
    purpose: str = spec(
        Text("用途", "Purpose"), max_bytes=PURPOSE_BYTES_MAX, example="货款", default=""
    )
    remark: str = spec(Text("附言", "Remark"), max_bytes=420, default="")
    end_to_end: str = spec(Text("端到端标识", "End-to-end id"), max_bytes=70, default="")
    requested_on: date | None = spec(
        Text("要求日期", "Requested date"), Kind.DATE, example="2026-11-23", default=None,
        hint=Text("不填为当日", "Today when empty"),
    )  # fmt: skip
    rail: RailWish = spec(
        Text("汇路", "Rail"), Kind.CHOICE, choices=RailWish, default=RailWish.SMART, example="SMART"
    )
    confirmed: bool = spec(
        Text("大额确认", "Large day confirmed"), Kind.FLAG, default=False,
        hint=Text(
            "本行提示大额（如单日累计超过 100 万元）后，经付款人核对确认",
            "The payer looked again after the bank's reminder of a large amount, as of 1,000,000 a day",
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FindPayment:
    """Ask for one payment by the client's serial or the bank's number."""

    client_serial: str = spec(Text("客户流水号", "Client serial"), max_bytes=210, default="")
    number: str = spec(Text("银行业务编号", "Bank number"), max_bytes=40, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawPayment:
    """Take a payment back before it is approved, or cancel it before its day."""

    number: str = spec(Text("银行业务编号", "Bank number"), max_bytes=40, default="")
    client_serial: str = spec(Text("客户流水号", "Client serial"), max_bytes=70, default="",
        hint=Text("编号与流水号填一项", "Give the number or the serial"),
    )  # fmt: skip
    reason: str = spec(Text("原因", "Reason"), max_bytes=300, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPayments:
    """A page of payments, newest first."""

    status: str = spec(Text("状态", "Status"), max_bytes=20, default="")
    text: str = spec(Text("搜索", "Search"), max_bytes=120, default="")
    payer_account: str = spec(Text("付款账号", "Payer account"), max_bytes=34, default="")
    cursor: str = spec(Text("翻页标记", "Cursor"), max_bytes=80, default="")
    limit: int = spec(Text("每页条数", "Page size"), Kind.INTEGER, default=50)
    from_on: date | None = spec(Text("提交起始日", "Submitted from"), Kind.DATE, default=None)
    to_on: date | None = spec(Text("提交截止日", "Submitted up to"), Kind.DATE, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """Something to know about an instruction."""

    code: str = spec(Text("代码", "Code"), max_bytes=60)
    severity: str = spec(Text("级别", "Severity"), max_bytes=10)
    zh: str = spec(Text("中文说明", "Chinese text"), max_bytes=600)
    en: str = spec(Text("英文说明", "English text"), max_bytes=600)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentView:
    """A payment as its owner sees it."""

    number: str = spec(
        Text("银行业务编号", "Bank number"), max_bytes=40, example="P261123-7KQ2M9XA"
    )
    client_serial: str = spec(Text("客户流水号", "Client serial"), max_bytes=210)
    status: PublicStatus = spec(Text("状态", "Status"), Kind.CHOICE, choices=PublicStatus)
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
    amount_minor: int = spec(Text("金额", "Amount"), Kind.AMOUNT, currency_field="currency")
    currency: str = spec(Text("币种", "Currency"), max_bytes=3)
    rail: str = spec(Text("实际汇路", "Rail"), max_bytes=20)
    value_on: date = spec(Text("处理日期", "Value date"), Kind.DATE)
    fingerprint: str = spec(Text("交易指纹", "Fingerprint"), max_bytes=64)
    duplicate: bool = spec(Text("重复提交", "Duplicate"), Kind.FLAG, default=False)
    reason_code: str = spec(Text("原因代码", "Reason code"), max_bytes=60, default="")
    reason_zh: str = spec(Text("原因", "Reason"), max_bytes=600, default="")
    reason_en: str = spec(Text("原因（英文）", "Reason (English)"), max_bytes=600, default="")
    findings: tuple[FindingView, ...] = spec(
        Text("提示", "Findings"), Kind.GROUP, group=FindingView, default=()
    )
    authority: Authority | None = spec(
        Text("授权方式", "Who authorised"), Kind.CHOICE, choices=Authority, default=None,
        hint=Text("signature 签名即授权；approvers 须由审批人授权", "signature: the message's own; approvers: people sign"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPage:
    """A page of payments and the mark of the next."""

    payments: tuple[PaymentView, ...] = spec(
        Text("付款", "Payments"), Kind.GROUP, group=PaymentView
    )
    cursor: str = spec(Text("下一页标记", "Next cursor"), max_bytes=80, default="")

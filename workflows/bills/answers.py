"""What is answered about bills. Lengths are bytes on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kernel.bills.acts import Act
from kernel.bills.codes import BillKind, Mark
from kernel.operation import Kind, Sensitivity, spec
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.bills.lanes import Lane


@dataclass(frozen=True, slots=True, kw_only=True)
class BillQuote:
    """A discount as the bank would settle it today."""

    rate: str = spec(Text("年利率（%）", "Rate (% a year)"), max_bytes=12)
    days: int = spec(Text("计息天数", "Days"), Kind.INTEGER)
    ends_on: date = spec(Text("计息到期日", "Interest until"), Kind.DATE)
    currency: str = spec(Text("币种", "Currency"), max_bytes=3)
    face_minor: int = spec(Text("票面金额", "Face"), Kind.AMOUNT, currency_field="currency")
    interest_minor: int = spec(Text("贴现利息", "Interest"), Kind.AMOUNT, currency_field="currency")
    buyer_minor: int = spec(Text("其中买方承担", "Of it the buyer's"), Kind.AMOUNT, currency_field="currency")  # fmt: skip
    proceeds_minor: int = spec(Text("实付金额", "Proceeds"), Kind.AMOUNT, currency_field="currency")


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestAgreement:
    """That a buyer bears interest when the enterprise sells a bill."""

    number: str = spec(Text("付息协议编号", "Agreement"), max_bytes=40)
    contract: str = spec(Text("协议或合同号", "Contract"), max_bytes=60)
    buyer_name: str = spec(Text("买方", "Buyer"), max_bytes=180, sensitivity=Sensitivity.PERSONAL)
    percent: int = spec(Text("买方承担比例（%）", "Buyer's part (%)"), Kind.INTEGER)
    currency: str = spec(Text("币种", "Currency"), max_bytes=3, default="CNY")
    left_minor: int = spec(Text("剩余额度", "Left"), Kind.AMOUNT, currency_field="currency")
    until_on: date = spec(Text("有效期至", "Until"), Kind.DATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementList:
    """Every agreement that holds today."""

    agreements: tuple[InterestAgreement, ...] = spec(
        Text("付息协议", "Agreements"), Kind.GROUP, group=InterestAgreement, default=()
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class BillRequestView:
    """A request as it stands."""

    number: str = spec(Text("申请编号", "Request number"), max_bytes=40)
    client_serial: str = spec(Text("客户流水号", "Client serial"), max_bytes=70)
    act: Act = spec(Text("业务", "Act"), Kind.CHOICE, choices=Act)
    bill_number: str = spec(Text("票据（包）号码", "Bill number"), max_bytes=30, default="")
    interval: str = spec(Text("子票区间", "Interval"), max_bytes=25, default="")
    currency: str = spec(Text("币种", "Currency"), max_bytes=3, default="CNY")
    amount_minor: int = spec(Text("金额", "Amount"), Kind.AMOUNT, currency_field="currency")
    account_number: str = spec(Text("票据账户", "Bill account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT)  # fmt: skip
    other_name: str = spec(Text("对方名称", "Other side"), max_bytes=180, sensitivity=Sensitivity.PERSONAL, default="")  # fmt: skip
    agrees: str = spec(Text("应答", "Answer"), max_bytes=4, default="", hint=Text("SU00 同意、SU01 拒绝", "SU00 agreed, SU01 refused"))  # fmt: skip
    status: PublicStatus = spec(Text("状态", "Status"), Kind.CHOICE, choices=PublicStatus)
    status_at: datetime = spec(Text("状态时间", "Status since"), Kind.INSTANT)
    reason_code: str = spec(Text("原因代码", "Reason code"), max_bytes=20, default="")
    reason_zh: str = spec(Text("原因", "Reason"), max_bytes=600, default="")
    reason_en: str = spec(Text("原因（英文）", "Reason (English)"), max_bytes=600, default="")
    maker_name: str = spec(Text("经办人", "Maker"), max_bytes=120, sensitivity=Sensitivity.PERSONAL)
    fingerprint: str = spec(Text("交易指纹", "Fingerprint"), max_bytes=64)
    approval_id: str = spec(Text("审批编号", "Approval"), max_bytes=36, default="")
    duplicate: bool = spec(Text("重复提交", "Duplicate"), Kind.FLAG, default=False)
    created_at: datetime = spec(Text("提交时间", "Submitted at"), Kind.INSTANT)


@dataclass(frozen=True, slots=True, kw_only=True)
class BillRequestPage:
    """A page of requests and the mark of the next."""

    requests: tuple[BillRequestView, ...] = spec(
        Text("申请", "Requests"), Kind.GROUP, group=BillRequestView, default=()
    )
    cursor: str = spec(Text("下一页标记", "Next cursor"), max_bytes=80, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class BillLine:
    """One interval in a list."""

    bill_number: str = spec(Text("票据（包）号码", "Bill number"), max_bytes=30)
    interval: str = spec(Text("子票区间", "Interval"), max_bytes=25)
    kind: BillKind = spec(Text("票据种类", "Kind"), Kind.CHOICE, choices=BillKind)
    currency: str = spec(Text("币种", "Currency"), max_bytes=3, default="CNY")
    amount_minor: int = spec(Text("金额", "Amount"), Kind.AMOUNT, currency_field="currency")
    issued_on: date = spec(Text("出票日", "Issued on"), Kind.DATE)
    due_on: date = spec(Text("到期日", "Due date"), Kind.DATE)
    lane: Lane = spec(Text("分类", "Lane"), Kind.CHOICE, choices=Lane)
    bill_status: str = spec(Text("票据状态", "Bill status"), max_bytes=4)
    flow: str = spec(Text("流通标志", "Circulation mark"), max_bytes=6)
    classic: str = spec(Text("ECDS 状态码", "ECDS status"), max_bytes=6)
    mark: Mark = spec(Text("转让标记", "May be passed on"), Kind.CHOICE, choices=Mark)
    drawer_name: str = spec(Text("出票人", "Drawer"), max_bytes=180, sensitivity=Sensitivity.PERSONAL)  # fmt: skip
    acceptor_name: str = spec(Text("承兑人", "Acceptor"), max_bytes=180, sensitivity=Sensitivity.PERSONAL)  # fmt: skip
    holder_name: str = spec(Text("持票人", "Holder"), max_bytes=180, sensitivity=Sensitivity.PERSONAL)  # fmt: skip
    open_act: str = spec(Text("待签收业务", "Waiting request"), max_bytes=20, default="")
    open_by: str = spec(Text("申请人", "Asked by"), max_bytes=180, default="", sensitivity=Sensitivity.PERSONAL)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class BillPage:
    """A page of intervals and the mark of the next."""

    bills: tuple[BillLine, ...] = spec(Text("票据", "Bills"), Kind.GROUP, group=BillLine, default=())  # fmt: skip
    cursor: str = spec(Text("下一页标记", "Next cursor"), max_bytes=120, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneSum:
    """What lies in one lane."""

    lane: Lane = spec(Text("分类", "Lane"), Kind.CHOICE, choices=Lane)
    bills: int = spec(Text("张数", "Bills"), Kind.INTEGER)
    currency: str = spec(Text("币种", "Currency"), max_bytes=3, default="CNY")
    amount_minor: int = spec(Text("金额合计", "Sum"), Kind.AMOUNT, currency_field="currency")


@dataclass(frozen=True, slots=True, kw_only=True)
class DueSum:
    """What is held and falls due within so many days, after the span before."""

    days: int = spec(Text("天数上限", "Within days"), Kind.INTEGER)
    bills: int = spec(Text("张数", "Bills"), Kind.INTEGER)
    currency: str = spec(Text("币种", "Currency"), max_bytes=3, default="CNY")
    amount_minor: int = spec(Text("金额合计", "Sum"), Kind.AMOUNT, currency_field="currency")


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneSums:
    """All lanes."""

    lanes: tuple[LaneSum, ...] = spec(Text("分类", "Lanes"), Kind.GROUP, group=LaneSum, default=())
    dues: tuple[DueSum, ...] = spec(
        Text("持有票据到期分布", "What is held, by due date"), Kind.GROUP, group=DueSum, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDay:
    """What an enterprise is to receive and to pay on one day."""

    on: date = spec(Text("到期日", "Due date"), Kind.DATE)
    currency: str = spec(Text("币种", "Currency"), max_bytes=3, default="CNY")
    received_bills: int = spec(Text("应收张数", "To be received, bills"), Kind.INTEGER)
    received_minor: int = spec(
        Text("应收金额", "To be received"), Kind.AMOUNT, currency_field="currency"
    )
    owed_bills: int = spec(Text("应付张数", "To be paid, bills"), Kind.INTEGER)
    owed_minor: int = spec(Text("应付金额", "To be paid"), Kind.AMOUNT, currency_field="currency")


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDays:
    """The days of a month on which something falls due."""

    days: tuple[DueDay, ...] = spec(Text("到期日", "Days"), Kind.GROUP, group=DueDay, default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class BillParty:
    """Somebody on the bill."""

    name: str = spec(Text("名称", "Name"), max_bytes=180, sensitivity=Sensitivity.PERSONAL)
    code: str = spec(Text("统一社会信用代码或行号", "Code"), max_bytes=18)
    account: str = spec(Text("账号", "Account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT)
    bank: str = spec(Text("开户行行号", "Bank"), max_bytes=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class BillStep:
    """One line of the back (背面记载)."""

    act: Act = spec(Text("业务", "Act"), Kind.CHOICE, choices=Act)
    by_name: str = spec(Text("申请人", "By"), max_bytes=180, sensitivity=Sensitivity.PERSONAL)
    to_name: str = spec(Text("对方", "To"), max_bytes=180, default="", sensitivity=Sensitivity.PERSONAL)  # fmt: skip
    on: date = spec(Text("日期", "Date"), Kind.DATE)
    outcome: str = spec(Text("结果", "Outcome"), max_bytes=12)
    mark: Mark = spec(Text("转让标记", "May be passed on"), Kind.CHOICE, choices=Mark)
    note: str = spec(Text("说明", "Note"), max_bytes=300, default="")
    interval: str = spec(Text("办理时区间", "Interval then"), max_bytes=25, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownBill:
    """One interval with its face, its back, and what this enterprise may do with it today."""

    line: tuple[BillLine, ...] = spec(Text("票据", "Bill"), Kind.GROUP, group=BillLine)
    account_number: str = spec(Text("本方票据账户", "Own bill account"), max_bytes=34, default="", sensitivity=Sensitivity.ACCOUNT)  # fmt: skip
    package_minor: int = spec(Text("票据包金额", "Package"), Kind.AMOUNT, currency_field="currency")
    currency: str = spec(Text("币种", "Currency"), max_bytes=3, default="CNY")
    splits: bool = spec(Text("可分包流转", "May be split"), Kind.FLAG)
    parties: tuple[BillParty, ...] = spec(
        Text("出票人、承兑人、收款人、持票人", "Drawer, acceptor, payee, holder"), Kind.GROUP, group=BillParty
    )  # fmt: skip
    contract: str = spec(Text("交易合同号", "Contract"), max_bytes=60, default="")
    invoice: str = spec(Text("发票号码", "Invoice"), max_bytes=60, default="")
    steps: tuple[BillStep, ...] = spec(Text("背面记载", "Back"), Kind.GROUP, group=BillStep, default=())  # fmt: skip
    acts: tuple[str, ...] = spec(Text("可办业务", "Possible acts"), max_bytes=20, default=())
    intervals: tuple[BillLine, ...] = spec(
        Text("同一票据包中本方可见的区间", "Intervals of its package that are seen"), Kind.GROUP, group=BillLine, default=()
    )  # fmt: skip
    debtors: tuple[BillParty, ...] = spec(Text("可追索对象", "Who is liable"), Kind.GROUP, group=BillParty, default=())  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedBill:
    """Face and back as a PDF."""

    name: str = spec(Text("文件名", "File name"), max_bytes=100)
    content: str = spec(Text("文件内容（Base64）", "Content (base64)"), max_bytes=4_000_000)

"""What may be asked about bills. Lengths are bytes on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from kernel.bills.codes import BillKind, Mark, Payer, Reason
from kernel.identifiers.patterns import ACCOUNT_PATTERN, SERIAL_PATTERN
from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text

NUMBER_PATTERN: Final = r"[0-9]{30}"
INTERVAL_PATTERN: Final = r"[1-9][0-9]{0,11}-[1-9][0-9]{0,11}"
PARTY_PATTERN: Final = r"[0-9A-Z]{12,18}"
BANK_PATTERN: Final = r"[0-9]{12}"
RATE_PATTERN: Final = r"(0|[1-9][0-9]?)(\.[0-9]{1,7})?"
MONTH_PATTERN: Final = r"20[0-9]{2}-(0[1-9]|1[0-2])"
UUID_PATTERN: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_WHOLE: Final = Text(
    "不填为整段；部分办理填“起-止”", "The whole of it when empty; “first-last” for a part"
)


_ACCEPTS: Final = Text(
    "承兑人四项都不填：商业承兑由出票人承兑，银行承兑由本行承兑",
    "All four empty: a commercial bill is accepted by its drawer, a bank's by this bank",
)


def _serial() -> Any:
    return spec(
        Text("客户流水号", "Client serial"), max_bytes=70, pattern=SERIAL_PATTERN, example="PJ20261123-0001",
        hint=Text("企业内唯一，永久有效；同号同内容重发不会重复办理", "Unique for ever in the enterprise; resending it does nothing twice"),
    )  # fmt: skip


def _account() -> Any:
    return spec(
        Text("票据账户", "Bill account"), max_bytes=34, pattern=ACCOUNT_PATTERN, example="1001234509012345678",
        sensitivity=Sensitivity.ACCOUNT,
    )  # fmt: skip


def _bill() -> Any:
    return spec(
        Text("票据（包）号码", "Bill number"), max_bytes=30, pattern=NUMBER_PATTERN,
        example="531330500001520261123000000018",
    )  # fmt: skip


def _interval() -> Any:
    return spec(
        Text("子票区间", "Interval"), max_bytes=25, pattern=INTERVAL_PATTERN, default="", example="1-30000000", hint=_WHOLE
    )  # fmt: skip


def _remark() -> Any:
    return spec(Text("备注", "Remark"), max_bytes=300, default="")


def _agreement() -> Any:
    return spec(
        Text("付息协议编号", "Agreement about interest"), max_bytes=40, default="", example="FX261123-7KQ2M9XA",
        hint=Text("买方付息、协议付息时必填，由银行登记", "Unless the seller bears all interest; the bank enters it"),
    )  # fmt: skip


def _name(label: Text, example: str, **more: Any) -> Any:
    return spec(label, max_bytes=180, sensitivity=Sensitivity.PERSONAL, example=example, **more)


def _code(label: Text, example: str, **more: Any) -> Any:
    return spec(label, max_bytes=18, pattern=PARTY_PATTERN, example=example, **more)


def _other_account(label: Text, example: str, **more: Any) -> Any:
    return spec(label, max_bytes=34, pattern=ACCOUNT_PATTERN, sensitivity=Sensitivity.ACCOUNT, example=example, **more)  # fmt: skip


def _bank(label: Text, example: str, **more: Any) -> Any:
    return spec(label, max_bytes=12, pattern=BANK_PATTERN, example=example, **more)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterBill:
    """Register a bill one draws (出票登记)."""

    client_serial: str = _serial()
    account_number: str = _account()
    kind: BillKind = spec(
        Text("票据种类", "Kind"), Kind.CHOICE, choices=BillKind, default=BillKind.COMMERCIAL, example="AC02"
    )  # fmt: skip
    amount_minor: int = spec(
        Text("票面金额", "Amount"), Kind.AMOUNT, currency_field="currency", example="1000000.00"
    )
    currency: str = spec(Text("币种", "Currency"), max_bytes=3, pattern="CNY", default="CNY", example="CNY")  # fmt: skip
    due_on: date = spec(Text("到期日", "Due date"), Kind.DATE, example="2027-05-20")
    acceptor_name: str = _name(
        Text("承兑人名称", "Acceptor"), "上海辰海物流股份有限公司", default="", hint=_ACCEPTS
    )
    acceptor_code: str = _code(
        Text("承兑人统一社会信用代码或行号", "Acceptor's code"), "91310115MA1X2Y3K0X", default=""
    )
    acceptor_account: str = _other_account(
        Text("承兑人账号", "Acceptor's account"), "1001234509012345678", default=""
    )
    acceptor_bank: str = _bank(
        Text("承兑人开户行行号", "Acceptor's bank"), "313305000015", default=""
    )
    payee_name: str = _name(Text("收款人名称", "Payee"), "苏州恒锐特钢有限公司")
    payee_code: str = _code(Text("收款人统一社会信用代码", "Payee's code"), "91310115MA2B3C4D0X")
    payee_account: str = _other_account(Text("收款人账号", "Payee's account"), "3250612000181470")
    payee_bank: str = _bank(Text("收款人开户行行号", "Payee's bank"), "313305000015")
    splits: bool = spec(Text("可分包流转", "May be split"), Kind.FLAG, default=True, example="true")
    classic: bool = spec(
        Text("传统 ECDS 票据", "A classic bill (ECDS)"), Kind.FLAG, default=False, example="false"
    )
    mark: Mark = spec(
        Text("转让标记", "May be passed on"), Kind.CHOICE, choices=Mark, default=Mark.FREE, example="EM00"
    )  # fmt: skip
    contract: str = spec(Text("交易合同号", "Contract"), max_bytes=60, default="", example="HT-2026-118")  # fmt: skip
    invoice: str = spec(Text("发票号码", "Invoice"), max_bytes=60, default="", example="26312000000012345678")  # fmt: skip
    remark: str = _remark()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskBill:
    """An act that names nobody: who answers stands on the bill."""

    client_serial: str = _serial()
    account_number: str = _account()
    bill_number: str = _bill()
    interval: str = _interval()
    remark: str = _remark()


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePartyOfBill:
    """An act with somebody: to endorse to, to pledge to, to guarantee."""

    client_serial: str = _serial()
    account_number: str = _account()
    bill_number: str = _bill()
    interval: str = _interval()
    to_name: str = _name(Text("对方名称", "Other side"), "宁波越洋贸易有限公司")
    to_code: str = _code(Text("对方统一社会信用代码", "Their code"), "91310115MA3E4F5G0X")
    to_account: str = _other_account(Text("对方账号", "Their account"), "8110801012345678901")
    to_bank: str = _bank(Text("对方开户行行号", "Their bank"), "313332000027")
    mark: Mark = spec(
        Text("转让标记", "May be passed on"), Kind.CHOICE, choices=Mark, default=Mark.FREE, example="EM00"
    )  # fmt: skip
    remark: str = _remark()


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountBill:
    """Sell it to the bank (贴现), outright, at the rate that was quoted."""

    client_serial: str = _serial()
    account_number: str = _account()
    bill_number: str = _bill()
    interval: str = _interval()
    rate: str = spec(Text("年利率（%）", "Rate (% a year)"), max_bytes=12, pattern=RATE_PATTERN, example="2.35")  # fmt: skip
    payer: Payer = spec(
        Text("付息方式", "Interest borne by"), Kind.CHOICE, choices=Payer, default=Payer.SELLER, example="02"
    )  # fmt: skip
    agreement: str = _agreement()
    remark: str = _remark()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRecourse:
    """Tell a prior party that it is liable (追索通知)."""

    client_serial: str = _serial()
    account_number: str = _account()
    bill_number: str = _bill()
    interval: str = _interval()
    debtor_code: str = _code(
        Text("被追索人统一社会信用代码或行号", "Debtor's code"), "91310115MA1X2Y3K0X"
    )
    remark: str = _remark()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerBill:
    """Sign or refuse what is asked of one (通用应答)."""

    client_serial: str = _serial()
    account_number: str = _account()
    bill_number: str = _bill()
    interval: str = _interval()
    agrees: bool = spec(Text("同意签收", "Agree"), Kind.FLAG, example="true")
    reason: Reason | None = spec(
        Text("拒绝理由", "Reason of a refusal"), Kind.CHOICE, choices=Reason, default=None, example="DC08"
    )  # fmt: skip
    note: str = spec(Text("拒绝说明", "In words"), max_bytes=300, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawBill:
    """Take a request of one's own back (通用撤回): before its approval, or before the other side signs."""

    client_serial: str = _serial()
    account_number: str = _account()
    number: str = spec(Text("申请编号", "Request number"), max_bytes=40, example="B261123-7KQ2M9XA")


@dataclass(frozen=True, slots=True, kw_only=True)
class FindBillRequest:
    """One request by the enterprise's own serial or by its number."""

    client_serial: str = spec(Text("客户流水号", "Client serial"), max_bytes=70, default="", example="PJ20261123-0001")  # fmt: skip
    number: str = spec(Text("申请编号", "Request number"), max_bytes=40, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintSlip:
    """The slip of a request that is done (票据业务回单); of a discount, its voucher (贴现凭证)."""

    number: str = spec(Text("申请编号", "Request number"), max_bytes=40, example="B261123-7KQ2M9XA")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBillRequests:
    """A page of requests, newest first."""

    bill_number: str = spec(Text("票据（包）号码", "Bill number"), max_bytes=30, default="")
    status: str = spec(Text("状态", "Status"), max_bytes=20, default="")
    cursor: str = spec(Text("翻页标记", "Cursor"), max_bytes=80, default="")
    limit: int = spec(Text("每页条数", "Page size"), Kind.INTEGER, default=50)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBills:
    """A page of bills as the enterprise sees them, the nearest due date first (持票与应付查询)."""

    lane: str = spec(
        Text("分类", "Lane"), max_bytes=20, default="",
        hint=Text("to_sign 待签收、held 持有、pledged 质押、collecting 托收、issued 开出、owed 应付、passed 已转出、ended 已结束", "as on the board"),
    )  # fmt: skip
    act: str = spec(
        Text("可办业务", "For an act"), max_bytes=20, default="",
        hint=Text("只列可办理该业务的票据，如 endorse", "Only bills this act is possible with, such as endorse"),
    )  # fmt: skip
    due_from: date | None = spec(Text("到期日起", "Due from"), Kind.DATE, default=None)
    due_to: date | None = spec(Text("到期日止", "Due to"), Kind.DATE, default=None)
    text: str = spec(Text("票据号码包含", "Number contains"), max_bytes=30, default="")
    currency: str = spec(Text("币种", "Currency"), max_bytes=3, pattern="CNY", default="CNY", example="CNY")  # fmt: skip
    amount_from_minor: int | None = spec(Text("金额下限", "Amount from"), Kind.AMOUNT, currency_field="currency", default=None)  # fmt: skip
    amount_to_minor: int | None = spec(Text("金额上限", "Amount to"), Kind.AMOUNT, currency_field="currency", default=None)  # fmt: skip
    cursor: str = spec(Text("翻页标记", "Cursor"), max_bytes=120, default="")
    limit: int = spec(Text("每页条数", "Page size"), Kind.INTEGER, default=50)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowBill:
    """One interval: its face, its back, what may be done (票面与历史)."""

    bill_number: str = _bill()
    interval: str = _interval()


@dataclass(frozen=True, slots=True, kw_only=True)
class CountBills:
    """How much lies in each lane."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeDueDays:
    """What falls due on each day of a month (到期日历)."""

    month: str = spec(Text("月份", "Month"), max_bytes=7, pattern=MONTH_PATTERN, example="2027-03")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteDiscount:
    """What the bank would pay today (贴现询价)."""

    bill_number: str = _bill()
    interval: str = _interval()
    payer: Payer = spec(
        Text("付息方式", "Interest borne by"), Kind.CHOICE, choices=Payer, default=Payer.SELLER, example="02"
    )  # fmt: skip
    agreement: str = _agreement()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAgreements:
    """Who else bears interest when the enterprise sells a bill (付息协议)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeBillRequests:
    """What some approvals are about, for a list of what waits."""

    approval_ids: tuple[str, ...] = spec(
        Text("审批编号", "Approvals"), pattern=UUID_PATTERN, max_bytes=36, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeBillRequest:
    """What somebody is asked to sign, by its round of agreement."""

    approval_id: str = spec(Text("审批编号", "Approval"), pattern=UUID_PATTERN, max_bytes=36)

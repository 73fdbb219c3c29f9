"""What pages ask about payments beyond the other doors: check, browse, follow, find a payee.

Each answer is declared like any other; where a page draws more than a document could hold, the
handler answers with a kind of it that carries the objects of the house (`page_answers`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from kernel.operation import Kind, Sensitivity, spec
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.payments.commands import FindingView, PaymentView

UUID_PATTERN: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


class Tab(StrEnum):
    """Payments by what their owner has to do about them."""

    ALL = "all"
    PENDING = "pending"
    GOING = "going"
    DONE = "done"
    STUCK = "stuck"
    CLOSED = "closed"

    @property
    def label(self) -> Text:
        """Its name."""
        return _TABS[self.value][0]

    @property
    def statuses(self) -> tuple[str, ...]:
        """The statuses it gathers; none means every one."""
        return _TABS[self.value][1]


_TABS: Final[dict[str, tuple[Text, tuple[str, ...]]]] = {
    "all": (Text("全部", "All"), ()),
    "pending": (Text("待审批", "Awaiting approval"), ("pending_approval",)),
    "going": (
        Text("处理中", "In progress"),
        ("approved", "scheduled", "submitted", "processing"),
    ),
    "done": (Text("成功", "Succeeded"), ("succeeded",)),
    "stuck": (
        Text("需关注", "Needs attention"),
        ("sent_back", "unknown", "failed", "returned"),
    ),
    "closed": (
        Text("已终止", "Ended"),
        ("rejected", "withdrawn", "expired", "cancelled"),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCheck:
    """What would become of a payment, before it is submitted."""

    fingerprint: str = spec(Text("交易指纹", "Fingerprint"), max_bytes=64)
    rail: str = spec(Text("汇路", "Rail"), max_bytes=20)
    realtime: bool = spec(Text("实时到账", "Real time"), Kind.FLAG)
    value_on: date = spec(Text("处理日期", "Value date"), Kind.DATE)
    fee_minor: int = spec(Text("手续费", "Fee"), Kind.AMOUNT, currency_field="currency")
    currency: str = spec(Text("币种", "Currency"), max_bytes=3)
    signers: str = spec(Text("审批人", "Signers"), max_bytes=600)
    findings: tuple[FindingView, ...] = spec(
        Text("提示", "Findings"), Kind.GROUP, group=FindingView, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowsePayments:
    """A page of payments as people look for them, newest first."""

    tab: Tab = spec(Text("分类", "Tab"), Kind.CHOICE, choices=Tab, default=Tab.ALL, example="all")
    text: str = spec(Text("搜索", "Search"), max_bytes=180, default="")
    from_on: date | None = spec(Text("起始日期", "From"), Kind.DATE, default=None)
    to_on: date | None = spec(Text("截止日期", "To"), Kind.DATE, default=None)
    cursor: str = spec(Text("翻页标记", "Cursor"), max_bytes=80, default="")
    limit: int = spec(Text("每页条数", "Page size"), Kind.INTEGER, default=50)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentLine:
    """A payment in a list for people."""

    number: str = spec(Text("银行业务编号", "Bank number"), max_bytes=40)
    payee_name: str = spec(
        Text("收款户名", "Payee name"), max_bytes=300, sensitivity=Sensitivity.PERSONAL
    )
    payee_account: str = spec(
        Text("收款账号", "Payee account"), max_bytes=42, sensitivity=Sensitivity.ACCOUNT
    )
    amount_minor: int = spec(Text("金额", "Amount"), Kind.AMOUNT, currency_field="currency")
    currency: str = spec(Text("币种", "Currency"), max_bytes=3)
    purpose: str = spec(Text("用途", "Purpose"), max_bytes=420)
    made_by: str = spec(Text("经办人", "Made by"), max_bytes=120)
    created_at: datetime = spec(Text("提交时间", "Submitted"), Kind.INSTANT)
    value_on: date = spec(Text("处理日期", "Value date"), Kind.DATE)
    status: PublicStatus = spec(Text("状态", "Status"), Kind.CHOICE, choices=PublicStatus)
    reason_zh: str = spec(Text("原因", "Reason"), max_bytes=600, default="")
    reason_en: str = spec(Text("原因（英文）", "Reason (English)"), max_bytes=600, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class TabCount:
    """How many payments a tab holds."""

    tab: Tab = spec(Text("分类", "Tab"), Kind.CHOICE, choices=Tab)
    payments: int = spec(Text("笔数", "Payments"), Kind.INTEGER)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentList:
    """A page of payments, how many each tab holds, and the mark of the next page."""

    payments: tuple[PaymentLine, ...] = spec(
        Text("付款", "Payments"), Kind.GROUP, group=PaymentLine, default=()
    )
    counts: tuple[TabCount, ...] = spec(
        Text("笔数", "Counts"), Kind.GROUP, group=TabCount, default=()
    )
    cursor: str = spec(Text("下一页标记", "Next cursor"), max_bytes=80, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListUpcoming:
    """What will leave the accounts in the next days."""

    days: int = spec(Text("天数", "Days"), Kind.INTEGER, default=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    """Payments that are not final, by the day they are for."""

    payments: tuple[PaymentLine, ...] = spec(
        Text("付款", "Payments"), Kind.GROUP, group=PaymentLine, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowPayment:
    """See one payment whole: what was asked, who agreed, what the bank did."""

    number: str = spec(Text("银行业务编号", "Bank number"), max_bytes=40)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDetail(PaymentView):
    """A payment with everything its page shows."""

    payer_name: str = spec(Text("付款户名", "Payer name"), max_bytes=300)
    payee_bank_code: str = spec(Text("收款行行号", "Payee bank code"), max_bytes=12)
    payee_bank_name: str = spec(Text("收款行名称", "Payee bank"), max_bytes=210)
    purpose: str = spec(Text("用途", "Purpose"), max_bytes=420)
    remark: str = spec(Text("附言", "Remark"), max_bytes=420)
    requested_on: date = spec(Text("要求日期", "Requested date"), Kind.DATE)
    fee_minor: int = spec(Text("手续费", "Fee"), Kind.AMOUNT, currency_field="currency")
    made_by: str = spec(Text("经办人", "Made by"), max_bytes=120)
    made_at_door: str = spec(Text("渠道", "Door"), max_bytes=20)
    created_at: datetime = spec(Text("提交时间", "Submitted"), Kind.INSTANT)
    may_withdraw: bool = spec(Text("可撤回", "May be withdrawn"), Kind.FLAG)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeSigning:
    """What somebody who is asked to sign must see."""

    approval_id: str = spec(
        Text("审批编号", "Approval"), pattern=UUID_PATTERN, max_bytes=36,
        example="019aa2c4-7d10-7c31-8f00-5a3de0b7c911",
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """What is to be signed: a payment, or a batch of them."""

    approval_id: str = spec(Text("审批编号", "Approval"), max_bytes=36)
    digest: str = spec(Text("交易指纹", "Fingerprint"), max_bytes=64)


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeApprovals:
    """What some approvals are about, for a list."""

    approval_ids: tuple[str, ...] = spec(
        Text("审批编号", "Approvals"), pattern=UUID_PATTERN, max_bytes=36, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalCard:
    """A payment or a batch as the inbox shows it, with what must be seen before signing."""

    approval_id: str = spec(Text("审批编号", "Approval"), max_bytes=36)
    number: str = spec(Text("银行业务编号", "Bank number"), max_bytes=40)
    payments: int = spec(Text("笔数", "Payments"), Kind.INTEGER)
    payee_name: str = spec(
        Text("收款户名", "Payee name"), max_bytes=300, sensitivity=Sensitivity.PERSONAL
    )
    payee_account: str = spec(
        Text("收款账号", "Payee account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT
    )
    purpose: str = spec(Text("用途", "Purpose"), max_bytes=420)
    amount_minor: int = spec(Text("金额", "Amount"), Kind.AMOUNT, currency_field="currency")
    currency: str = spec(Text("币种", "Currency"), max_bytes=3)
    rail: str = spec(Text("汇路", "Rail"), max_bytes=20)
    value_on: date = spec(Text("处理日期", "Value date"), Kind.DATE)
    status: PublicStatus = spec(Text("状态", "Status"), Kind.CHOICE, choices=PublicStatus)
    digest: str = spec(Text("交易指纹", "Fingerprint"), max_bytes=64)
    flagged: int = spec(Text("有提示的笔数", "Flagged payments"), Kind.INTEGER)
    flags: tuple[FindingView, ...] = spec(
        Text("提示", "Flags"), Kind.GROUP, group=FindingView, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalCards:
    """Those of the approvals asked for that are about payments."""

    cards: tuple[ApprovalCard, ...] = spec(
        Text("事项", "Items"), Kind.GROUP, group=ApprovalCard, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPayers:
    """The accounts the user may pay from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerLine:
    """An account one may pay from, and what it has available."""

    account_number: str = spec(
        Text("账号", "Account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT
    )
    alias: str = spec(Text("账户别名", "Alias"), max_bytes=120)
    currency: str = spec(Text("币种", "Currency"), max_bytes=3)
    available_minor: int = spec(
        Text("可用余额", "Available balance"), Kind.AMOUNT, currency_field="currency"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Payers:
    """Accounts one may pay from, in the enterprise's order."""

    accounts: tuple[PayerLine, ...] = spec(
        Text("账户", "Accounts"), Kind.GROUP, group=PayerLine, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FindPayees:
    """Payees by name, pinyin or tail of the account, the last used first; or one of them."""

    text: str = spec(
        Text("户名、拼音或账号尾号", "Name, pinyin or tail"), max_bytes=180, default=""
    )
    payee_id: str = spec(
        Text("收款人", "Payee"), pattern=UUID_PATTERN, max_bytes=36, default="",
        example="019aa2c4-7d10-7c31-8f00-5a3de0b7c911",
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeLine:
    """Somebody this enterprise has paid (收款人)."""

    payee_id: str = spec(Text("收款人", "Payee"), max_bytes=36)
    name: str = spec(Text("户名", "Name"), max_bytes=300, sensitivity=Sensitivity.PERSONAL)
    account: str = spec(Text("账号", "Account"), max_bytes=42, sensitivity=Sensitivity.ACCOUNT)
    bank_code: str = spec(Text("行号", "Bank code"), max_bytes=12)
    bank_name: str = spec(Text("开户行", "Bank"), max_bytes=210)
    used_at: datetime | None = spec(Text("上次付款", "Last paid"), Kind.INSTANT, default=None)
    payee_class: str = spec(
        Text("类别", "Class"), max_bytes=20, default="",
        hint=Text("未确认或冷静期内为 new", "new: unconfirmed, or its cool-down runs"),
    )  # fmt: skip
    verified: bool = spec(Text("户名已核验", "Name verified"), Kind.FLAG, default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payees:
    """Payees that were found."""

    payees: tuple[PayeeLine, ...] = spec(
        Text("收款人", "Payees"), Kind.GROUP, group=PayeeLine, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FindBanks:
    """Banks by name, pinyin or the beginning of their code (行名行号)."""

    text: str = spec(Text("行名、拼音或行号", "Name, pinyin or code"), max_bytes=180, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class BankLine:
    """A bank one can pay to."""

    bank_code: str = spec(Text("行号", "Bank code"), max_bytes=12)
    name_zh: str = spec(Text("行名", "Name"), max_bytes=210)
    name_en: str = spec(Text("行名（英文）", "Name (English)"), max_bytes=210)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundBanks:
    """Banks that were found, the shortest names first."""

    banks: tuple[BankLine, ...] = spec(
        Text("银行", "Banks"), Kind.GROUP, group=BankLine, default=()
    )

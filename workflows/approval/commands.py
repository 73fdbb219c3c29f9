"""What people ask of the engine, and what they are answered, as the doors see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text
from workflows.approval.states import ApprovalStatus
from workflows.approval.subjects import Outcome

COMMENT_BYTES_MAX: Final = 600
INBOX_ITEMS_MAX: Final = 100
ID: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
DIGEST: Final = r"[0-9a-f]{64}"
EXAMPLE_ID: Final = "019aa2c4-7d10-7c31-8f00-5a3de0b7c911"


class Action(StrEnum):
    """What an approver may do with an open item."""

    APPROVE = "approve"
    REJECT = "reject"
    SEND_BACK = "send_back"

    @property
    def label(self) -> Text:
        """Its name."""
        return _ACTIONS[self.value]


_ACTIONS = {
    "approve": Text("同意", "Approve"),
    "reject": Text("驳回", "Reject"),
    "send_back": Text("退回修改", "Send back"),
}


@dataclass(frozen=True, slots=True)
class DecideApproval:
    """Decide on one item, over exactly the text whose digest is carried (审批)."""

    approval_id: str = spec(
        Text("审批编号", "Approval"), pattern=ID, max_bytes=36, example=EXAMPLE_ID
    )
    action: Action = spec(Text("意见", "Decision"), Kind.CHOICE, choices=Action, example="approve")
    shown_digest: str = spec(
        Text("交易指纹", "Fingerprint"),
        pattern=DIGEST,
        max_bytes=64,
        example="66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
        hint=Text("您所看到内容的 SM3 摘要", "SM3 of the text you were shown"),
    )
    comment: str = spec(
        Text("审批意见", "Comment"),
        default="",
        max_bytes=COMMENT_BYTES_MAX,
        sensitivity=Sensitivity.PERSONAL,
        example="合同与入库单已核对",
    )


@dataclass(frozen=True, slots=True)
class WithdrawApproval:
    """Take an item back before it is granted (撤回); the maker's alone."""

    approval_id: str = spec(
        Text("审批编号", "Approval"), pattern=ID, max_bytes=36, example=EXAMPLE_ID
    )


@dataclass(frozen=True, slots=True)
class ApprovalAnswer:
    """What became of the item."""

    approval_id: str = spec(Text("审批编号", "Approval"), max_bytes=36, example=EXAMPLE_ID)
    outcome: Outcome = spec(
        Text("结果", "Outcome"), Kind.CHOICE, choices=Outcome, example="granted"
    )


@dataclass(frozen=True, slots=True)
class ListInbox:
    """What waits for me, the nearest deadline first (待办)."""

    after: str = spec(Text("起始位置", "After"), default="", max_bytes=80)
    limit: int = spec(Text("条数", "Items"), Kind.INTEGER, default=INBOX_ITEMS_MAX, example="100")


@dataclass(frozen=True, slots=True)
class InboxLine:
    """One item that waits for me."""

    approval_id: str = spec(Text("审批编号", "Approval"), max_bytes=36, example=EXAMPLE_ID)
    subject_type: str = spec(Text("业务类型", "Kind"), max_bytes=40, example="payment")
    title: str = spec(Text("摘要", "Title"), max_bytes=300, sensitivity=Sensitivity.PERSONAL)
    account_number: str = spec(
        Text("账号", "Account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT
    )
    level: int = spec(Text("级别", "Level"), Kind.INTEGER, example="1")
    created_at: datetime = spec(Text("提交时间", "Submitted"), Kind.INSTANT)
    expires_at: datetime = spec(Text("截止时间", "Due"), Kind.INSTANT)
    currency: str = spec(Text("币种", "Currency"), default="", max_bytes=3, example="CNY")
    amount_minor: int | None = spec(
        Text("金额", "Amount"),
        Kind.AMOUNT,
        default=None,
        currency_field="currency",
        example="1286400.00",
    )


@dataclass(frozen=True, slots=True)
class InboxAnswer:
    """A page of the inbox, and how many wait in all."""

    waiting: int = spec(Text("待办总数", "Waiting"), Kind.INTEGER, example="7")
    items: tuple[InboxLine, ...] = spec(
        Text("待办", "Items"), Kind.GROUP, default=(), group=InboxLine
    )
    next_after: str = spec(Text("下一页位置", "Next"), default="", max_bytes=80)


@dataclass(frozen=True, slots=True)
class ViewApproval:
    """See one round: text, fingerprint, who signed, who is next."""

    approval_id: str = spec(
        Text("审批编号", "Approval"), pattern=ID, max_bytes=36, example=EXAMPLE_ID
    )


@dataclass(frozen=True, slots=True)
class LevelLine:
    """One level and how far it has come."""

    number: int = spec(Text("级别", "Level"), Kind.INTEGER, example="1")
    name: str = spec(Text("审批组", "Group"), max_bytes=120, example="财务经理")
    needed: int = spec(Text("需要人数", "Needed"), Kind.INTEGER, example="1")
    state: str = spec(Text("进度", "State"), max_bytes=8, example="now")
    signed_by: tuple[str, ...] = spec(Text("已审批", "Signed by"), default=(), max_bytes=120)
    can_sign: tuple[str, ...] = spec(Text("可审批", "Can sign"), default=(), max_bytes=120)


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """A round as one may see it."""

    approval_id: str = spec(Text("审批编号", "Approval"), max_bytes=36, example=EXAMPLE_ID)
    status: ApprovalStatus = spec(Text("状态", "Status"), Kind.CHOICE, choices=ApprovalStatus)
    canonical_text: str = spec(
        Text("审批内容", "Text"), max_bytes=65536, sensitivity=Sensitivity.PERSONAL
    )
    digest: str = spec(Text("交易指纹", "Fingerprint"), max_bytes=64)
    why: str = spec(Text("适用规则", "Rule"), max_bytes=600)
    expires_at: datetime = spec(Text("截止时间", "Due"), Kind.INSTANT)
    levels: tuple[LevelLine, ...] = spec(
        Text("级别", "Levels"), Kind.GROUP, default=(), group=LevelLine
    )

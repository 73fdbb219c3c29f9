"""What people ask about their own signatures (我的签署), and what they are answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text
from workflows.approval.commands import EXAMPLE_ID, ID, Action
from workflows.approval.states import ApprovalStatus

_APPROVAL = Text("审批编号", "Approval")
_SEQ = Text("序号", "Number in its round")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSigned:
    """What I decided in this enterprise, newest first; empty words mean all."""

    text: str = spec(
        Text("内容", "Text"), default="", max_bytes=180, sensitivity=Sensitivity.PERSONAL
    )
    action: str = spec(Text("意见", "Decision"), default="", max_bytes=20, example="approve")
    method: str = spec(Text("验证方式", "Method"), default="", max_bytes=20, example="passkey")
    from_on: date | None = spec(Text("起始日期", "From"), Kind.DATE, default=None)
    to_on: date | None = spec(Text("截止日期", "To"), Kind.DATE, default=None)
    cursor: str = spec(Text("翻页标记", "Cursor"), default="", max_bytes=80)
    limit: int = spec(Text("条数", "Items"), Kind.INTEGER, default=50)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSigned:
    """One of my decisions."""

    approval_id: str = spec(_APPROVAL, pattern=ID, max_bytes=36, example=EXAMPLE_ID)
    seq: int = spec(_SEQ, Kind.INTEGER, example="2")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedLine:
    """When I decided what, by which method, and what became of it."""

    approval_id: str = spec(_APPROVAL, max_bytes=36)
    seq: int = spec(_SEQ, Kind.INTEGER)
    decided_at: datetime = spec(Text("时间", "At"), Kind.INSTANT)
    action: Action = spec(Text("意见", "Decision"), Kind.CHOICE, choices=Action)
    operation: str = spec(Text("交易码", "Operation"), max_bytes=64)
    title_zh: str = spec(Text("摘要", "Title"), max_bytes=300, sensitivity=Sensitivity.PERSONAL)
    title_en: str = spec(
        Text("摘要（英文）", "Title (English)"), max_bytes=300, sensitivity=Sensitivity.PERSONAL
    )
    status: ApprovalStatus = spec(Text("审批结果", "Outcome"), Kind.CHOICE, choices=ApprovalStatus)
    method: str = spec(Text("验证方式", "Method"), max_bytes=40, example="passkey")
    door: str = spec(Text("渠道", "Door"), max_bytes=20)
    digest: str = spec(Text("交易指纹", "Fingerprint"), max_bytes=64)
    together: bool = spec(Text("批量签名", "Signed with others"), Kind.FLAG)
    as_deputy: bool = spec(Text("代他人", "In somebody's place"), Kind.FLAG)
    currency: str = spec(Text("币种", "Currency"), default="", max_bytes=3)
    amount_minor: int | None = spec(
        Text("金额", "Amount"), Kind.AMOUNT, default=None, currency_field="currency"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedPage:
    """A page of my decisions."""

    lines: tuple[SignedLine, ...] = spec(
        Text("签署", "Decisions"), Kind.GROUP, group=SignedLine, default=()
    )
    cursor: str = spec(Text("下一页标记", "Next cursor"), default="", max_bytes=80)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedDetail:
    """One of my decisions with the exact text that was shown and signed."""

    line: SignedLine = spec(Text("签署", "Decision"), Kind.GROUP, group=SignedLine)
    canonical_text: str = spec(
        Text("签署内容", "Text"), max_bytes=65536, sensitivity=Sensitivity.PERSONAL
    )
    list_text: str = spec(Text("批量清单", "List"), default="", max_bytes=65536)
    comment: str = spec(
        Text("审批意见", "Comment"), default="", max_bytes=600, sensitivity=Sensitivity.PERSONAL
    )
    address: str = spec(Text("网络地址", "Address"), default="", max_bytes=64)
    device: str = spec(Text("设备", "Device"), default="", max_bytes=200)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFile:
    """The sealed evidence of one of my decisions."""

    name: str = spec(Text("文件名", "File name"), max_bytes=80)
    content: bytes = spec(Text("文件内容", "Content"), Kind.DOCUMENT)

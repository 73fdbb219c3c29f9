"""What may be asked about changes of rule, and what is answered. Proposing belongs to each kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kernel.operation import Kind, Sensitivity, spec
from kernel.public_status import PublicStatus
from kernel.text import Text

UUID_PATTERN: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMandates:
    """A page of changes, newest first."""

    kind: str = spec(Text("种类", "Kind"), max_bytes=20, default="")
    target: str = spec(Text("对象", "Target"), max_bytes=120, default="")
    status: str = spec(Text("状态", "Status"), max_bytes=20, default="")
    cursor: str = spec(Text("翻页标记", "Cursor"), max_bytes=80, default="")
    limit: int = spec(Text("每页条数", "Page size"), Kind.INTEGER, default=50)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMandate:
    """One change by its number."""

    number: str = spec(Text("变更编号", "Change number"), max_bytes=40, example="M261123-7KQ2M9XA")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """One difference."""

    label_zh: str = spec(Text("项目", "Item"), max_bytes=300)
    label_en: str = spec(Text("项目（英文）", "Item (English)"), max_bytes=300)
    was_zh: str = spec(
        Text("变更前", "Before"), max_bytes=3000, sensitivity=Sensitivity.PERSONAL, default=""
    )
    was_en: str = spec(
        Text("变更前（英文）", "Before (English)"), max_bytes=3000,
        sensitivity=Sensitivity.PERSONAL, default="",
    )  # fmt: skip
    becomes_zh: str = spec(
        Text("变更后", "After"), max_bytes=3000, sensitivity=Sensitivity.PERSONAL, default=""
    )
    becomes_en: str = spec(
        Text("变更后（英文）", "After (English)"), max_bytes=3000,
        sensitivity=Sensitivity.PERSONAL, default="",
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateView:
    """A change as administrators see it."""

    number: str = spec(Text("变更编号", "Change number"), max_bytes=40)
    kind: str = spec(Text("种类", "Kind"), max_bytes=20)
    target: str = spec(Text("对象", "Target"), max_bytes=120)
    title_zh: str = spec(Text("摘要", "Title"), max_bytes=300)
    title_en: str = spec(Text("摘要（英文）", "Title (English)"), max_bytes=300)
    status: PublicStatus = spec(Text("状态", "Status"), Kind.CHOICE, choices=PublicStatus)
    status_at: datetime = spec(Text("状态时间", "Status since"), Kind.INSTANT)
    maker_name: str = spec(
        Text("提交人", "Proposed by"), max_bytes=120, sensitivity=Sensitivity.PERSONAL
    )
    created_at: datetime = spec(Text("提交时间", "Proposed at"), Kind.INSTANT)
    reason: str = spec(Text("变更原因", "Reason"), max_bytes=300, default="")
    fingerprint: str = spec(Text("交易指纹", "Fingerprint"), max_bytes=64)
    approval_id: str = spec(Text("审批编号", "Approval"), max_bytes=36, default="")
    why_zh: str = spec(Text("未生效原因", "Why not in force"), max_bytes=600, default="")
    why_en: str = spec(Text("未生效原因（英文）", "The same in English"), max_bytes=600, default="")
    lines: tuple[ChangeLine, ...] = spec(
        Text("变更内容", "Differences"), Kind.GROUP, group=ChangeLine, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MandatePage:
    """A page of changes and the mark of the next."""

    mandates: tuple[MandateView, ...] = spec(Text("变更", "Changes"), Kind.GROUP, group=MandateView)
    cursor: str = spec(Text("下一页标记", "Next cursor"), max_bytes=80, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeMandates:
    """What some approvals are about, for a list of what waits."""

    approval_ids: tuple[str, ...] = spec(
        Text("审批编号", "Approvals"), pattern=UUID_PATTERN, max_bytes=36, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateCards:
    """Those of the approvals asked for that are changes, and are this person's business."""

    cards: tuple[MandateView, ...] = spec(
        Text("变更", "Changes"), Kind.GROUP, group=MandateView, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeMandate:
    """What somebody is asked to sign, by its round of agreement."""

    approval_id: str = spec(Text("审批编号", "Approval"), pattern=UUID_PATTERN, max_bytes=36)

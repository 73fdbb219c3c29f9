"""What may be asked about the audit trail, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text

_UUID: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


class FileForm(StrEnum):
    """How the trail is written into a file."""

    CSV = "csv"
    JSON_LINES = "jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Who did what to which object, where and when; what is empty is not asked."""

    who: str = spec(
        Text("操作人", "Who"), max_bytes=120, default="", sensitivity=Sensitivity.PERSONAL
    )
    action: str = spec(Text("交易码", "What"), max_bytes=64, default="")
    target: str = spec(Text("对象编号", "Object"), max_bytes=120, default="")
    door: str = spec(Text("渠道", "Channel"), max_bytes=20, default="")
    address: str = spec(Text("网络地址", "Address"), max_bytes=64, default="")
    from_on: date | None = spec(Text("起始日期", "From"), Kind.DATE, default=None)
    to_on: date | None = spec(Text("截止日期", "To"), Kind.DATE, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAudit(AuditFilter):
    """A page of the trail, newest first."""

    cursor: str = spec(Text("翻页标记", "Cursor"), max_bytes=80, default="")
    limit: int = spec(Text("每页条数", "Page size"), Kind.INTEGER, default=50)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportAudit(AuditFilter):
    """The same as a file."""

    form: FileForm = spec(
        Text("文件格式", "Format"), Kind.CHOICE, choices=FileForm, default=FileForm.CSV
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NameAudit:
    """One line of the trail."""

    line_id: str = spec(
        Text("审计行", "Line"), max_bytes=36, pattern=_UUID,
        example="019aa2c4-7d10-7c31-8f00-5a3de0b7c911",
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """Who did what to which object; sealed into the chain once it has a number."""

    line_id: str = spec(Text("审计行", "Line"), max_bytes=36)
    at: datetime = spec(Text("时间", "At"), Kind.INSTANT)
    actor: str = spec(Text("操作人", "Who"), max_bytes=120, sensitivity=Sensitivity.PERSONAL)
    door: str = spec(Text("渠道", "Channel"), max_bytes=20)
    action: str = spec(Text("交易码", "What"), max_bytes=64)
    title_zh: str = spec(Text("交易", "Title"), max_bytes=120)
    title_en: str = spec(Text("交易（英文）", "Title (English)"), max_bytes=120)
    object_type: str = spec(Text("对象类型", "Object type"), max_bytes=40)
    object_id: str = spec(Text("对象编号", "Object"), max_bytes=200)
    address: str = spec(Text("网络地址", "Address"), max_bytes=64, default="")
    detail: str = spec(Text("明细（JSON）", "Detail (JSON)"), max_bytes=8000, default="")
    seq: int = spec(Text("链上序号", "Number in the chain"), Kind.INTEGER, default=0)
    hash: str = spec(Text("哈希（SM3）", "Hash (SM3)"), max_bytes=64, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """A page of the trail, and what the last walk along the bank's chain found."""

    lines: tuple[AuditLine, ...] = spec(Text("审计行", "Lines"), Kind.GROUP, group=AuditLine)
    cursor: str = spec(Text("下一页标记", "Next cursor"), max_bytes=80, default="")
    checked_at: datetime | None = spec(
        Text("最近校验时间", "Chain last checked"), Kind.INSTANT, default=None
    )
    chain_good: bool = spec(Text("链完整", "Chain intact"), Kind.FLAG, default=False)
    chain_rows: int = spec(Text("链上行数", "Rows in the chain"), Kind.INTEGER, default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFile:
    """The trail in a file."""

    name: str = spec(Text("文件名", "File name"), max_bytes=80)
    rows: int = spec(Text("行数", "Rows"), Kind.INTEGER)
    media_type: str = spec(Text("类型", "Type"), max_bytes=60)
    content: bytes = spec(Text("文件内容", "Content"), Kind.DOCUMENT)

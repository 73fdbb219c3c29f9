"""What may be asked about documents as files: one at once, many by a task, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from kernel.identifiers.patterns import ACCOUNT_PATTERN, SERIAL_PATTERN
from kernel.operation import Kind, Sensitivity, spec
from kernel.statement_files import FileFormat
from kernel.text import Text
from workflows.documents.states import TaskStatus

_TASK: Final = Text("任务编号", "Task")
_SERIAL: Final = Text("任务流水号", "Task serial")
_SIZE: Final = Text("字节数", "Size in bytes")
_DIGEST: Final = Text("SM3 摘要", "SM3 digest")
_NAME: Final = Text("文件名", "File name")
_CONTENT: Final = Text("内容（Base64）", "Content (base64)")


def _account(**more: Any) -> Any:
    return spec(
        Text("账号", "Account"), max_bytes=34, pattern=ACCOUNT_PATTERN,
        sensitivity=Sensitivity.ACCOUNT, example="1001234509012345678", **more,
    )  # fmt: skip


class Documents(StrEnum):
    """What a task makes."""

    RECEIPTS = "receipts"
    STATEMENTS = "statements"

    @property
    def label(self) -> Text:
        """Its name."""
        return _DOCUMENTS[self.value]


_DOCUMENTS: Final = {
    "receipts": Text("电子回单", "Receipts"),
    "statements": Text("对账单", "Statements"),
}


class Arrangement(StrEnum):
    """How the receipts of a task stand in its files."""

    SEPARATE = "separate"
    MERGED = "merged"
    THREE = "three"

    @property
    def label(self) -> Text:
        """Its name."""
        return _ARRANGEMENTS[self.value]


_ARRANGEMENTS: Final = {
    "separate": Text("每笔一个 PDF", "A PDF each"),
    "merged": Text("合并 PDF，每页一张", "Merged, one a page"),
    "three": Text("合并 PDF，每页三张", "Merged, three a page"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GetReceiptFile:
    """The receipt of one payment or credit: by its number, the payment's serial, or the bank's number."""

    number: str = spec(
        Text("回单编号", "Receipt number"), max_bytes=60, default="",
        example="YQB-20261123-EEY5H472-WESR8QVF",
    )  # fmt: skip
    client_serial: str = spec(Text("客户流水号", "Client serial"), max_bytes=210, default="")
    business_serial: str = spec(Text("银行业务编号", "Bank number"), max_bytes=40, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptFile:
    """A receipt as PDF."""

    number: str = spec(Text("回单编号", "Receipt number"), max_bytes=60)
    name: str = spec(_NAME, max_bytes=120)
    media_type: str = spec(Text("类型", "Media type"), max_bytes=60)
    size: int = spec(_SIZE, Kind.INTEGER)
    digest: str = spec(_DIGEST, max_bytes=64)
    seal: str = spec(Text("SM2 签章值", "SM2 seal value"), max_bytes=160)
    content: str = spec(_CONTENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReceipt:
    """Whether a receipt somebody shows is genuine (验证码核验)."""

    number: str = spec(
        Text("回单编号", "Receipt number"), max_bytes=60, example="YQB-20261123-EEY5H472-WESR8QVF"
    )
    code: str = spec(Text("验证码", "Verification code"), max_bytes=20, example="ABCD-EFGH-JKLM")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptVerdict:
    """What is said of a number and a code; a wrong pair tells nothing but that it is wrong."""

    number: str = spec(Text("回单编号", "Receipt number"), max_bytes=60)
    genuine: bool = spec(Text("真实", "Genuine"), Kind.FLAG)
    amount_minor: int | None = spec(
        Text("金额", "Amount"), Kind.AMOUNT, currency_field="currency", default=None
    )
    currency: str = spec(Text("币种", "Currency"), max_bytes=3, default="CNY")
    booked_on: date | None = spec(Text("记账日", "Booked on"), Kind.DATE, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDocuments:
    """Have the documents of some days made into one file; ask later whether it is ready."""

    client_serial: str = spec(
        _SERIAL, max_bytes=70, pattern=SERIAL_PATTERN, example="DOC-20261123-01",
        hint=Text("企业内唯一，永久有效；同号同内容重发得到同一任务", "Unique for ever; sent again it is the same task"),
    )  # fmt: skip
    kind: Documents = spec(
        Text("单据种类", "Documents"), Kind.CHOICE, choices=Documents, default=Documents.RECEIPTS,
        example="receipts",
    )  # fmt: skip
    account_number: str = _account(
        default="", hint=Text("不填为全部可查账户", "Every account one may see when empty")
    )
    from_on: date = spec(Text("起始记账日", "From bank day"), Kind.DATE, example="2026-11-01")
    to_on: date = spec(Text("截止记账日", "To bank day"), Kind.DATE, example="2026-11-23")
    format: FileFormat = spec(
        Text("对账单格式", "Format of statements"), Kind.CHOICE, choices=FileFormat,
        default=FileFormat.CAMT_053_08, example="CSV",
    )  # fmt: skip
    arrangement: Arrangement = spec(
        Text("回单排版", "Arrangement of receipts"), Kind.CHOICE, choices=Arrangement,
        default=Arrangement.SEPARATE, example="separate",
    )  # fmt: skip
    receipt_kind: str = spec(
        Text("回单种类", "Kind of receipts"), max_bytes=20, default="",
        hint=Text("不填为全部种类", "Every kind when empty"), example="payment_out",
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FindTask:
    """A task by its serial or number."""

    client_serial: str = spec(_SERIAL, max_bytes=70, default="", example="DOC-20261123-01")
    number: str = spec(_TASK, max_bytes=40, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """How far a task has come; when `ready`, fetch its parts until the day it is kept."""

    number: str = spec(_TASK, max_bytes=40, example="T261123-7KQ2M9XA")
    client_serial: str = spec(_SERIAL, max_bytes=70)
    kind: Documents = spec(Text("单据种类", "Documents"), Kind.CHOICE, choices=Documents)
    status: TaskStatus = spec(Text("状态", "Status"), Kind.CHOICE, choices=TaskStatus)
    created_at: datetime = spec(Text("提交时间", "Asked"), Kind.INSTANT)
    ended_at: datetime | None = spec(Text("完成时间", "Ended"), Kind.INSTANT, default=None)
    kept_until: datetime | None = spec(Text("保留至", "Kept until"), Kind.INSTANT, default=None)
    items: int = spec(Text("单据数", "Documents in it"), Kind.INTEGER)
    total: int = spec(
        Text("应有单据数", "Documents it is about"), Kind.INTEGER, default=0,
        hint=Text("开始生成后给出，可据此显示进度", "Known once it is being made: how far it is"),
    )  # fmt: skip
    parts: int = spec(Text("分片数", "Parts"), Kind.INTEGER)
    size: int = spec(_SIZE, Kind.INTEGER)
    digest: str = spec(_DIGEST, max_bytes=64, default="")
    reason_zh: str = spec(Text("原因", "Reason"), max_bytes=600, default="")
    reason_en: str = spec(Text("原因（英文）", "Reason (English)"), max_bytes=600, default="")
    duplicate: bool = spec(Text("重复提交", "Duplicate"), Kind.FLAG, default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTasks:
    """The last tasks of the enterprise."""

    limit: int = spec(Text("最多条数", "At most"), Kind.INTEGER, default=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskList:
    """Tasks, the newest first."""

    tasks: tuple[TaskView, ...] = spec(Text("任务", "Tasks"), Kind.GROUP, group=TaskView)


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchPart:
    """One part of a file that is ready, counted from 1; in any order and as often as needed."""

    number: str = spec(_TASK, max_bytes=40, example="T261123-7KQ2M9XA")
    part: int = spec(Text("分片序号", "Part"), Kind.INTEGER, default=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePart:
    """A part of a file. All parts, decoded and joined in order, are the ZIP of that size and digest."""

    number: str = spec(_TASK, max_bytes=40)
    name: str = spec(_NAME, max_bytes=120)
    media_type: str = spec(Text("类型", "Media type"), max_bytes=60)
    part: int = spec(Text("分片序号", "Part"), Kind.INTEGER)
    parts: int = spec(Text("分片数", "Parts"), Kind.INTEGER)
    size: int = spec(_SIZE, Kind.INTEGER)
    digest: str = spec(_DIGEST, max_bytes=64)
    content: str = spec(_CONTENT)

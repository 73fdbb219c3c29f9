"""What may be asked for as a file, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from kernel.operation import Kind, Sensitivity, spec
from kernel.statement_files import FileFormat
from kernel.text import Text
from workflows.accounts.facts import NotificationFacts, ReportFacts, StatementFacts

_NUMBER = r"[A-Za-z0-9][A-Za-z0-9 -]*"
_FORMAT = Text("文件格式", "Format")
_DAY = Text("记账日", "Bank day")


class ReportVersion(StrEnum):
    """Versions of the report of the day so far (camt.052)."""

    NEW = "camt.052.001.08"
    OLD = "camt.052.001.02"


class NotificationVersion(StrEnum):
    """Versions of the notification of movements (camt.054); some programs know none after .04."""

    NEW = "camt.054.001.08"
    MIDDLE = "camt.054.001.04"
    OLD = "camt.054.001.02"


def _account() -> Any:
    return spec(
        Text("账号", "Account"), max_bytes=34, pattern=_NUMBER, sensitivity=Sensitivity.ACCOUNT,
        example="1001234509012345678",
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class GetReport:
    """Everything booked since the last statement (当日明细)."""

    account_number: str = _account()
    format: ReportVersion = spec(
        _FORMAT, Kind.CHOICE, choices=ReportVersion, default=ReportVersion.NEW,
        example="camt.052.001.08",
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class GetNotification:
    """Lines after a line (动账通知): ask again after the last one to go on."""

    account_number: str = _account()
    after: int = spec(Text("此流水号之后", "After line"), Kind.INTEGER, default=0)
    limit: int = spec(Text("最多条数", "Lines at most"), Kind.INTEGER, default=500)
    format: NotificationVersion = spec(
        _FORMAT, Kind.CHOICE, choices=NotificationVersion, default=NotificationVersion.NEW,
        example="camt.054.001.04",
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportStatement:
    """The statements of a span of days as one file."""

    account_number: str = _account()
    from_on: date = spec(Text("起始日", "From"), Kind.DATE, example="2026-11-01")
    to_on: date = spec(Text("截止日", "To"), Kind.DATE, example="2026-11-30")
    format: FileFormat = spec(_FORMAT, Kind.CHOICE, choices=FileFormat, example="CSV")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFile:
    """A statement as a file (camt.053)."""

    account_number: str = spec(
        Text("账号", "Account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT
    )
    on: date = spec(_DAY, Kind.DATE)
    document: StatementFacts = spec(
        Text("对账单 camt.053", "Statement camt.053"), Kind.DOCUMENT, document=StatementFacts
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFile:
    """The day so far as a file (camt.052)."""

    account_number: str = spec(
        Text("账号", "Account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT
    )
    document: ReportFacts = spec(
        Text("当日明细 camt.052", "Report camt.052"), Kind.DOCUMENT, document=ReportFacts
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationFile:
    """Movements as a file (camt.054)."""

    account_number: str = spec(
        Text("账号", "Account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT
    )
    document: NotificationFacts = spec(
        Text("动账通知 camt.054", "Notification camt.054"),
        Kind.DOCUMENT,
        document=NotificationFacts,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedFile:
    """A file of statements in the format that was asked for."""

    account_number: str = spec(
        Text("账号", "Account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT
    )
    from_on: date = spec(Text("起始日", "From"), Kind.DATE)
    to_on: date = spec(Text("截止日", "To"), Kind.DATE)
    format: FileFormat = spec(_FORMAT, Kind.CHOICE, choices=FileFormat)
    name: str = spec(Text("文件名", "File name"), max_bytes=120)
    media_type: str = spec(Text("媒体类型", "Media type"), max_bytes=80)
    lines: int = spec(Text("笔数", "Lines"), Kind.INTEGER)
    size: int = spec(Text("字节数", "Bytes"), Kind.INTEGER)
    digest: str = spec(Text("内容的 SM3 摘要", "SM3 of the content"), max_bytes=64)
    content: str = spec(Text("内容（Base64）", "Content, base64"))

"""What may be asked about statements that come by themselves (定期对账单)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kernel.operation import Kind, Sensitivity, spec
from kernel.statement_files import FileFormat
from kernel.text import Text
from workflows.documents.states import Period

_ID = Text("编号", "Number")
_FORMAT = Text("文件格式", "Format")
_PERIOD = Text("周期", "How often")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSchedules:
    """The schedules of one account."""

    account_number: str = spec(
        Text("账号", "Account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleStatements:
    """Let statements of an account come by themselves, from the period that runs now."""

    account_number: str = spec(
        Text("账号", "Account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT
    )
    period: Period = spec(_PERIOD, Kind.CHOICE, choices=Period, default=Period.MONTH)
    format: FileFormat = spec(_FORMAT, Kind.CHOICE, choices=FileFormat, default=FileFormat.PDF)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSchedule:
    """Let no more come."""

    id: str = spec(_ID, max_bytes=36)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleView:
    """A schedule that runs; `next_on` is the day on which the next comes."""

    id: str = spec(_ID, max_bytes=36)
    account_number: str = spec(
        Text("账号", "Account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT
    )
    period: Period = spec(_PERIOD, Kind.CHOICE, choices=Period)
    format: FileFormat = spec(_FORMAT, Kind.CHOICE, choices=FileFormat)
    next_on: date = spec(Text("下次出具", "Next"), Kind.DATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleList:
    """The schedules of one account that run."""

    schedules: tuple[ScheduleView, ...] = spec(
        Text("定期对账单", "Schedules"), Kind.GROUP, group=ScheduleView
    )

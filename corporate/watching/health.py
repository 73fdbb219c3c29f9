"""Whether all is well, check by check, each with what to do about it (健康检查).

A check either `stops` the process from serving (then the proxy sends requests elsewhere) or warns: an old queue is no
reason to take the web away. The public is told well or not well; the rest is for whoever shows the token, or asks the
listener on this machine.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from corporate.banks import Banks, Directory
from corporate.readiness import Readiness
from kernel import limits
from kernel.calendar import BankCalendar, CalendarUnknown, bank_today
from kernel.clock import Clock, SystemClock
from kernel.db import Database
from kernel.db_errors import DatabaseUnavailable
from kernel.tenancy import Scope
from kernel.text import NO_TEXT, Text

RUNBOOKS: Final = "docs/runbooks"
_AHEAD: Final = timedelta(days=limits.CALENDAR_ALARM_DAYS)
_YEARS_MAX: Final = 3


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked at: its name, what to do when it is not well, and the page that says how."""

    code: str
    label: Text
    todo: Text
    runbook: str
    stops: bool = False


DATABASE: Final = Check(
    "database", Text("数据库", "Database"),
    Text("确认数据库进程、网络与口令；恢复后各进程自行重连。",
         "See that the database runs and can be reached; processes come back by themselves."),
    "database-down", stops=True,
)  # fmt: skip
SCHEMA: Final = Check(
    "schema", Text("数据库结构", "Schema"),
    Text("结构落后于程序：先完成数据库升级，再启动新程序。",
         "The schema is behind the program: finish the migration before starting the new program."),
    "database-down", stops=True,
)  # fmt: skip
DISK: Final = Check(
    "disk", Text("磁盘空间", "Disk"),
    Text("清理日志与过期备份，或扩容；低于 2% 时本进程停止接单。",
         "Free or add space; below 2% this process takes no more requests."),
    "disk-full",
)  # fmt: skip
DISK_FULL: Final = Check("disk_full", DISK.label, DISK.todo, DISK.runbook, stops=True)
CLOCK: Final = Check(
    "clock", Text("时钟", "Clock"),
    Text("校准本机与数据库主机的时间同步；超过 60 秒时本进程停止接单。",
         "Bring this machine and the database's in step; beyond 60 seconds this process takes no more requests."),
    "clock-off",
)  # fmt: skip
CLOCK_FAR: Final = Check("clock_far", CLOCK.label, CLOCK.todo, CLOCK.runbook, stops=True)
CALENDAR: Final = Check(
    "calendar", Text("银行日历", "Bank calendar"),
    Text("国务院放假安排发布后升级系统，或在柜台“参数与开关”逐日录入并复核。",
         "Upgrade once the holidays are published, or enter the days at the desk and have them checked."),
    "calendar-missing-year",
)  # fmt: skip
QUEUE: Final = Check(
    "queue", Text("队列等待", "Queues"),
    Text("确认后台进程在运行，再看柜台“作业队列”里哪一类最久。",
         "See that the worker runs, then which queue at the desk is oldest."),
    "queue-grows",
)  # fmt: skip
DEAD: Final = Check(
    "dead", Text("已放弃的作业", "Work that gave up"),
    Text("在柜台“作业队列”查看原因，排除后重试。", "Look at the desk's queues for why, mend it and try again."),
    "queue-grows",
)  # fmt: skip
UNKNOWN: Final = Check(
    "unknown", Text("可疑交易", "Unknown outcomes"),
    Text("向清算核实后在柜台“工作清单”处理；切勿重发。",
         "Find out at clearing and settle them at the desk; never send again."),
    "unknown-payments",
)  # fmt: skip
AUDIT: Final = Check(
    "audit", Text("审计封存", "Sealing of the audit"),
    Text("未封存的审计记录可能被抹去：立即恢复后台进程。",
         "Rows that are not sealed can vanish without a trace: bring the worker back at once."),
    "audit-chain-broken",
)  # fmt: skip
CHORES: Final = Check(
    "chores", Text("后台任务", "Recurring work"),
    Text("定时任务没有按时运行：检查后台进程及其日志。", "Chores do not run in time: look at the worker and its log."),
    "queue-grows",
)  # fmt: skip
CHECKS_RUN: Final = Check(
    "checks", Text("定期核对与备份", "Checks and backups"),
    Text("最近一次核对或备份未通过：查看说明，按对应手册处理。",
         "The last run of a check or backup failed: see what it says and follow its runbook."),
    "coherence-alarm",
)  # fmt: skip
BOOKS: Final = Check(
    "books", Text("账务监测", "Coherence of the books"),
    Text("账务监测有未解除的告警：先按手册核实，再由两人解除。",
         "The coherence checker has raised an alarm: establish why, then two people end it."),
    "coherence-alarm",
)  # fmt: skip
DAY_END: Final = Check(
    "day_end", Text("日终", "Day end"),
    Text("日终未按时完成：看柜台日终页停在哪一步，排除后自动续跑。",
         "Day end is late: see at the desk which step it stands at; mended, it goes on by itself."),
    "day-end-failed",
)  # fmt: skip
ALL: Final = (
    DATABASE, SCHEMA, DISK, DISK_FULL, CLOCK, CLOCK_FAR, CALENDAR, QUEUE, DEAD, UNKNOWN, AUDIT, CHORES, CHECKS_RUN,
    BOOKS, DAY_END,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found."""

    check: Check
    good: bool
    said: Text = NO_TEXT

    def as_json(self) -> dict[str, Any]:
        """All of it, for whoever may see it."""
        told: dict[str, Any] = {"check": self.check.code, "good": self.good}
        if self.said.zh:
            told["said"] = {"zh": self.said.zh, "en": self.said.en}
        if not self.good:
            told["stops"] = self.check.stops
            told["todo"] = {"zh": self.check.todo.zh, "en": self.check.todo.en}
            told["runbook"] = f"{RUNBOOKS}/{self.check.runbook}.md"
        return told


def is_ready(findings: Iterable[Finding]) -> bool:
    """Whether nothing keeps the process from serving."""
    return all(one.good or not one.check.stops for one in findings)


class Instance:
    """The health of one process and the machine it runs on."""

    def __init__(self, database: Database, newest: str, data: Path, clock: Clock) -> None:
        self._database = database
        self._readiness = Readiness(database, newest)
        self._data = data
        self._clock = clock
        self._directory = Directory(database, clock)
        self._banks = Banks(clock)

    def look(self) -> Sequence[Finding]:
        """Every check that can be made; what needs a database that is away is left out."""
        faults = self._readiness.faults()
        away = DatabaseUnavailable.code in faults
        found = [Finding(DATABASE, not away), *self._disk()]
        if away:
            return found
        return [*found, Finding(SCHEMA, not faults), *self._offset(), *self._calendars()]

    def _disk(self) -> list[Finding]:
        free = free_ratio(self._data)
        said = Text(f"剩余 {free:.1%}", f"{free:.1%} free")
        low, full = free >= limits.DISK_LOW_RATIO, free >= limits.DISK_FULL_RATIO
        return [Finding(DISK, low, said), Finding(DISK_FULL, full, said)]

    def _offset(self) -> list[Finding]:
        if not isinstance(self._clock, SystemClock):
            return []  # a test bank's clock is its own
        off = abs(clock_offset(self._database))
        said = Text(f"与数据库相差 {off:.1f} 秒", f"{off:.1f} s from the database's")
        near, far = off <= limits.CLOCK_OFFSET_S, off <= limits.CLOCK_OFFSET_MAX_S
        return [Finding(CLOCK, near, said), Finding(CLOCK_FAR, far, said)]

    def _calendars(self) -> list[Finding]:
        missing = [
            f"{entry.slug} {year}"
            for entry in self._directory.entries()
            for year in missing_years(self._calendar(entry.tenant_id), bank_today(self._clock))
        ]
        return [Finding(CALENDAR, not missing, Text("、".join(missing), ", ".join(missing)))]

    def _calendar(self, tenant_id: Any) -> BankCalendar:
        with self._database.begin(Scope(tenant_id)) as uow:
            return self._banks.of(uow).calendar


def free_ratio(place: Path) -> float:
    """Which share of a disk is free; of the nearest folder that is there."""
    while not place.exists():
        place = place.parent
    usage = shutil.disk_usage(place)
    return usage.free / (usage.used + usage.free)  # what is reserved for root is nobody's


def clock_offset(database: Database) -> float:
    """This machine's clock less the database's, in seconds, as of the middle of the question."""
    clock = SystemClock()
    with database.begin(Scope()) as uow:
        uow.rows("SELECT 1")
        asked = clock.now()
        row = uow.row("SELECT clock_timestamp() AS at, %s AS anew", (str(asked),))
        heard = clock.now()
    theirs: datetime = row["at"] if row else heard
    return ((asked + (heard - asked) / 2) - theirs).total_seconds()


def missing_years(calendar: BankCalendar, today: date) -> list[int]:
    """Years without a calendar among those that matter now: this one, and the next some time before it begins."""
    years = sorted({today.year, (today + _AHEAD).year})
    return [year for year in years if not _is_known(calendar, year)]


def days_left(calendar: BankCalendar, today: date) -> int:
    """Days until the calendar ends, as far as anybody asks."""
    year = today.year
    while year < today.year + _YEARS_MAX and _is_known(calendar, year):
        year += 1
    return max((date(year, 1, 1) - today).days, 0)


def _is_known(calendar: BankCalendar, year: int) -> bool:
    try:
        calendar.is_bank_day(date(year, 12, 31))
    except CalendarUnknown:
        return False
    return True

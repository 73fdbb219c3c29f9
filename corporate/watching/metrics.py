"""Every metric this product has: its name, kind, labels and what it says.

The page of documentation, the board and the alarms are held to this list by tests.

Two sorts: what processes count while they work (`METERS`), and what is read when somebody asks (`READINGS`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kernel.text import Text


class Kind(StrEnum):
    """What Prometheus makes of it."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric; the name of a counter is without the `_total` it is exposed with."""

    name: str
    kind: Kind
    labels: tuple[str, ...]
    text: Text
    buckets: tuple[float, ...] = ()

    @property
    def exposed(self) -> str:
        """The name to ask for."""
        return f"{self.name}_total" if self.kind is Kind.COUNTER else self.name


_REQUEST: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.0, 2.0, 5.0, 15.0)
_SIGNATURE: Final = (0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.2, 1.0)
_CHORE: Final = (0.005, 0.02, 0.1, 0.5, 1.0, 5.0, 20.0, 60.0, 300.0)

METERS: Final = {
    "http": Metric(
        "yinqi_http_request_seconds", Kind.HISTOGRAM, ("side", "route", "method", "status"),
        Text("各入口各路由的处理时长；side 为 web（网银）、desk（柜台）、link（银企直联）、watch（探测）",
             "How long requests took, by side (web, desk, link, watch), route, method and class of status"),
        _REQUEST,
    ),
    "gate": Metric(
        "yinqi_gate_operations", Kind.COUNTER, ("operation", "code"),
        Text("业务操作结果；code 为 ok、拒绝代码或 fault（程序故障）",
             "How operations ended at the gate: ok, the code of a refusal, or fault"),
    ),
    "link": Metric(
        "yinqi_link_messages", Kind.COUNTER, ("code",),
        Text("银企直联应答代码，含验签前的拒绝", "Answers of the direct link by return code, refusals before the signature too"),
    ),
    "dispatch": Metric(
        "yinqi_dispatch_moves", Kind.COUNTER, ("rail", "status"),
        Text("清算报文进入各状态的次数（按汇路）", "Submissions that entered a state, by rail"),
    ),
    "signature": Metric(
        "yinqi_signature_seconds", Kind.HISTOGRAM, ("use", "algorithm"),
        Text("签名与验签时长", "How long signing and verifying took"),
        _SIGNATURE,
    ),
    "chore": Metric(
        "yinqi_chore_seconds", Kind.HISTOGRAM, ("chore",),
        Text("后台任务每次运行时长", "How long one run of a chore in one bank took"),
        _CHORE,
    ),
    "chore_end": Metric(
        "yinqi_chore_runs", Kind.COUNTER, ("chore", "code"),
        Text("后台任务运行结果", "How runs of chores ended: ok, the code of a refusal, or fault"),
    ),
    "pool": Metric(
        "yinqi_pool_in_use", Kind.GAUGE, (),
        Text("正在使用的数据库连接（本机各进程合计）", "Connections in use, over all processes of this machine"),
    ),
    "pool_exhausted": Metric(
        "yinqi_pool_exhausted", Kind.COUNTER, (),
        Text("等不到数据库连接的次数", "Times nobody gave a connection back in time"),
    ),
    "replica": Metric(
        "yinqi_replica_answers", Kind.COUNTER, ("end",),
        Text("可由只读副本应答的查询：answered 由副本应答；behind（落后）、away（不可达）、failed（被中断）由主库应答",
             "Reports a replica may answer: answered by it, or by the server that writes because it was behind, away or failed"),
    ),
}  # fmt: skip
"""What processes count, by the name the code tells it under (`kernel.meters`)."""

UP: Final = Metric(
    "yinqi_database_up", Kind.GAUGE, (), Text("数据库可达为 1", "1 when the database answers"))  # fmt: skip
SCRAPE: Final = Metric(
    "yinqi_reading_seconds", Kind.GAUGE, (), Text("本次读取各项指标所用时间", "How long reading what follows took"))  # fmt: skip
PROCESSES: Final = Metric(
    "yinqi_processes", Kind.GAUGE, ("part",), Text("本机运行中的进程", "Processes alive on this machine, by part"))  # fmt: skip
CLOCK: Final = Metric(
    "yinqi_clock_offset_seconds", Kind.GAUGE, (),
    Text("本机时钟减数据库时钟", "This machine's clock less the database's"))  # fmt: skip
DISK: Final = Metric(
    "yinqi_disk_free_ratio", Kind.GAUGE, ("place",), Text("磁盘剩余比例", "Share of the disk that is free"))  # fmt: skip
HEALTH: Final = Metric(
    "yinqi_health", Kind.GAUGE, ("check",), Text("健康检查项：1 正常，0 异常", "Each check of health: 1 well, 0 not"))  # fmt: skip
CHECK_GOOD: Final = Metric(
    "yinqi_check_good", Kind.GAUGE, ("check",),
    Text("定期核对与备份的最近结果：1 通过", "What the last run of a check or backup found: 1 well"))  # fmt: skip
CHECK_AGE: Final = Metric(
    "yinqi_check_age_seconds", Kind.GAUGE, ("check",),
    Text("距最近一次核对或备份完成的秒数", "Seconds since a check or backup ended last"))  # fmt: skip
WAITING: Final = Metric(
    "yinqi_queue_waiting", Kind.GAUGE, ("bank", "queue"), Text("各队列等待数", "How much waits in each queue"))  # fmt: skip
OLDEST: Final = Metric(
    "yinqi_queue_oldest_seconds", Kind.GAUGE, ("bank", "queue"),
    Text("各队列最久等待", "How long the oldest in each queue has waited"))  # fmt: skip
DEAD: Final = Metric(
    "yinqi_queue_dead", Kind.GAUGE, ("bank", "queue"), Text("各队列已放弃数", "How much gave up in each queue lately"))  # fmt: skip
UNKNOWN: Final = Metric(
    "yinqi_unknown_payments", Kind.GAUGE, ("bank", "rail", "age"),
    Text("可疑交易数，按未决时长分档", "Payments whose outcome is unknown, by how long"))  # fmt: skip
UNKNOWN_OLDEST: Final = Metric(
    "yinqi_unknown_oldest_seconds", Kind.GAUGE, ("bank",), Text("最久的可疑交易", "Age of the oldest unknown outcome"))  # fmt: skip
OPEN: Final = Metric(
    "yinqi_submissions_open", Kind.GAUGE, ("bank", "rail", "status"),
    Text("未了结的清算报文", "Submissions that are not settled, by rail and state"))  # fmt: skip
UNSEALED: Final = Metric(
    "yinqi_audit_unsealed_seconds", Kind.GAUGE, ("bank",),
    Text("最早未封存审计记录的时长", "Age of the oldest audit row that is not sealed"))  # fmt: skip
CALENDAR: Final = Metric(
    "yinqi_calendar_left_seconds", Kind.GAUGE, ("bank",),
    Text("银行日历还覆盖多久", "How long until the bank calendar ends"))  # fmt: skip
CERTIFICATES: Final = Metric(
    "yinqi_certificates_ending", Kind.GAUGE, ("bank", "within"),
    Text("即将到期的企业证书数（天）", "Active certificates of customers that end within so many days"))  # fmt: skip
OVERDUE: Final = Metric(
    "yinqi_chore_overdue_seconds", Kind.GAUGE, ("bank",),
    Text("最久未按时运行的后台任务", "How long the chore that waits longest is overdue"))  # fmt: skip

ALARMS: Final = Metric(
    "yinqi_books_alarms", Kind.GAUGE, ("bank",),
    Text("账务监测未解除的告警数", "Alarms of the coherence checker that nobody has ended"))  # fmt: skip
DAY_END: Final = Metric(
    "yinqi_day_end_behind_seconds", Kind.GAUGE, ("bank",),
    Text("日终落后多久（每日计 86400）：昨日已终了为 0", "Days that should be closed and are not, 86400 each: 0 once yesterday is"))  # fmt: skip

READINGS: Final = (
    UP, SCRAPE, PROCESSES, CLOCK, DISK, HEALTH, CHECK_GOOD, CHECK_AGE, WAITING, OLDEST, DEAD, UNKNOWN, UNKNOWN_OLDEST,
    OPEN, UNSEALED, CALENDAR, CERTIFICATES, OVERDUE, ALARMS, DAY_END,
)  # fmt: skip
ALL: Final = (*METERS.values(), *READINGS)

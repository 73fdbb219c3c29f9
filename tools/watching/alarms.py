"""Every alarm: when it rings, how loudly, what it means and the page that says what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from corporate.watching.health import RUNBOOKS
from kernel import limits
from kernel.text import Text

CRITICAL: Final = "critical"
WARNING: Final = "warning"


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm; `after` is how long its condition must hold."""

    name: str
    expr: str
    after: str
    severity: str
    text: Text
    runbook: str


_P99: Final = 'histogram_quantile(0.99, sum by (le) (rate(yinqi_http_request_seconds_bucket{{side="{side}"}}[5m])))'
_NOT_WORK: Final = '{queue!~"seal|chores"}'


def _stale(check: str, seconds: int) -> str:
    """A check that ended too long ago, or never did."""
    age = f'yinqi_check_age_seconds{{check="{check}"}}'
    return f"{age} > {seconds} or absent({age})"


ALARMS: Final = (
    Alarm("YinqiWatchAway", 'up{job="yinqi"} == 0', "2m", CRITICAL,
          Text("监控端口无应答，本机可能已停", "The watch of a machine does not answer; the machine may be gone"), "database-down"),
    Alarm("YinqiDatabaseDown", "yinqi_database_up == 0", "30s", CRITICAL,
          Text("数据库不可达", "The database cannot be reached"), "database-down"),
    Alarm("YinqiSchemaBehind", 'yinqi_health{check="schema"} == 0', "5m", CRITICAL,
          Text("数据库结构落后于程序", "The schema is behind the program"), "database-down"),
    Alarm("YinqiProcessesGone", 'absent(yinqi_processes{part="web"}) or absent(yinqi_processes{part="worker"})', "1m", CRITICAL,
          Text("网页或后台进程已全部停止", "No web process, or no worker, is alive"), "queue-grows"),
    Alarm("YinqiPagesSlow", f"{_P99.format(side='web')} > 0.8", "10m", WARNING,
          Text("网银页面 p99 超过 800 毫秒", "Pages of the web bank take more than 800 ms at the 99th percentile"), "queue-grows"),
    Alarm("YinqiLinkSlow", f"{_P99.format(side='link')} > 0.3", "10m", WARNING,
          Text("银企直联 p99 超过 300 毫秒", "The direct link takes more than 300 ms at the 99th percentile"), "queue-grows"),
    Alarm("YinqiFaults", 'sum(rate(yinqi_gate_operations_total{code="fault"}[5m])) > 0', "1m", CRITICAL,
          Text("业务操作出现程序故障", "Operations end with faults of the program"), "queue-grows"),
    Alarm("YinqiChoresFail", 'sum by (chore) (increase(yinqi_chore_runs_total{code!="ok"}[15m])) > 3', "0m", WARNING,
          Text("后台任务反复失败", "A chore fails again and again"), "queue-grows"),
    Alarm("YinqiPoolExhausted", "increase(yinqi_pool_exhausted_total[5m]) > 0", "0m", WARNING,
          Text("数据库连接不够用", "Somebody waited in vain for a connection"), "database-down"),
    Alarm("YinqiQueueOld", f"yinqi_queue_oldest_seconds{_NOT_WORK} > {limits.QUEUE_AGE_ALARM_S}", "2m", WARNING,
          Text("队列等待过久", "A queue has waited too long"), "queue-grows"),
    Alarm("YinqiQueueDead", "yinqi_queue_dead > 0", "5m", WARNING,
          Text("有作业已放弃", "Work gave up"), "queue-grows"),
    Alarm("YinqiChoresOverdue", f"yinqi_chore_overdue_seconds > {limits.CHORE_OVERDUE_ALARM_S}", "1m", CRITICAL,
          Text("后台任务没有按时运行", "Chores do not run in time"), "queue-grows"),
    Alarm("YinqiUnknownOld", f"yinqi_unknown_oldest_seconds > {limits.UNKNOWN_AGE_ALARM_S}", "5m", WARNING,
          Text("可疑交易超过四小时未决", "An outcome has been unknown for more than four hours"), "unknown-payments"),
    Alarm("YinqiUnknownMany", "sum by (bank) (max by (bank, rail, age) (yinqi_unknown_payments)) > 20", "10m", CRITICAL,
          Text("可疑交易堆积", "Unknown outcomes pile up"), "unknown-payments"),
    Alarm("YinqiClearingSilent",
          'sum(increase(yinqi_dispatch_moves_total{status="unknown"}[10m])) > 3'
          ' unless sum(increase(yinqi_dispatch_moves_total{status="settled"}[10m])) > 0', "5m", CRITICAL,
          Text("清算无应答", "Clearing does not answer"), "clearing-down"),
    Alarm("YinqiLinkRefuses",
          'sum(rate(yinqi_link_messages_total{code!="0000"}[5m])) / sum(rate(yinqi_link_messages_total[5m])) > 0.5', "10m",
          WARNING, Text("银企直联半数以上报文被拒", "The direct link refuses more than half of its messages"), "certificate-expiring"),
    Alarm("YinqiAuditUnsealed", f"yinqi_audit_unsealed_seconds > {limits.SEAL_AGE_ALARM_S}", "1m", CRITICAL,
          Text("审计记录未封存", "Audit rows are not sealed"), "audit-chain-broken"),
    Alarm("YinqiAuditBroken", 'yinqi_check_good{check="audit"} == 0', "0m", CRITICAL,
          Text("审计链断裂", "The audit chain is broken"), "audit-chain-broken"),
    Alarm("YinqiBooksBroken", 'yinqi_check_good{check=~"books|reconciliation"} == 0', "0m", CRITICAL,
          Text("账务核对未通过", "A check of the books failed"), "coherence-alarm"),
    Alarm("YinqiCoherenceAlarm", "yinqi_books_alarms > 0", "0m", CRITICAL,
          Text("账务监测发现不一致", "The coherence checker found the books wrong"), "coherence-alarm"),
    Alarm("YinqiDayEndLate", "yinqi_day_end_behind_seconds > 86400", "30m", CRITICAL,
          Text("日终未按时完成", "Day end is late"), "day-end-failed"),
    Alarm("YinqiWalOld", f'yinqi_check_age_seconds{{check="wal"}} > {limits.BACKUP_WAL_AGE_MAX_S}', "1m", CRITICAL,
          Text("日志接收已停", "The log is not received"), "backup-late"),
    Alarm("YinqiFilesOld", f'yinqi_check_age_seconds{{check="files"}} > {limits.BACKUP_FILES_AGE_MAX_S}', "1m", CRITICAL,
          Text("密钥与归档文件未复制", "Keys and archived documents are not copied"), "backup-late"),
    Alarm("YinqiCoherenceStopped", _stale("coherence", 300), "1m", CRITICAL,
          Text("一致性核对已停", "The coherence checker does not run"), "coherence-alarm"),
    Alarm("YinqiBooksUnchecked", 'yinqi_check_age_seconds{check=~"books|audit"} > 93600', "10m", WARNING,
          Text("账务或审计超过 26 小时未核对", "Books or audit have not been checked for 26 hours"), "coherence-alarm"),
    Alarm("YinqiBackupFailed", 'yinqi_check_good{check=~"backup|wal|restore-drill"} == 0', "0m", CRITICAL,
          Text("备份或恢复演练失败", "A backup or a drill failed"), "backup-late"),
    Alarm("YinqiBackupOld", _stale("backup", 93600), "10m", CRITICAL,
          Text("超过 26 小时没有备份", "No backup for 26 hours"), "backup-late"),
    Alarm("YinqiCalendarMissing", f"yinqi_calendar_left_seconds < {limits.CALENDAR_ALARM_DAYS} * 86400", "1h", WARNING,
          Text("缺少下一年度银行日历", "The next year has no bank calendar"), "calendar-missing-year"),
    Alarm("YinqiCertificatesEnding", 'yinqi_certificates_ending{within="7"} > 0', "1h", WARNING,
          Text("有企业证书将在七天内到期", "Certificates of customers end within seven days"), "certificate-expiring"),
    Alarm("YinqiClockOff", f"abs(yinqi_clock_offset_seconds) > {limits.CLOCK_OFFSET_S:g}", "2m", WARNING,
          Text("时钟偏差", "The clocks are apart"), "clock-off"),
    Alarm("YinqiDiskLow", f"yinqi_disk_free_ratio < {limits.DISK_LOW_RATIO:g}", "5m", WARNING,
          Text("磁盘空间不足", "A disk is nearly full"), "disk-full"),
    Alarm("YinqiDiskFull", f"yinqi_disk_free_ratio < {limits.DISK_FULL_RATIO:g}", "0m", CRITICAL,
          Text("磁盘已满，进程停止接单", "A disk is full; processes take no more requests"), "disk-full"),
)  # fmt: skip


def rules() -> str:
    """The file of rules; a word of JSON is one of YAML."""
    return "".join(_lines())


def _lines() -> Iterator[str]:
    yield "# Written by `python -m tools.watching`; what stands here is declared in tools/watching/alarms.py.\n"
    yield "groups:\n  - name: yinqi\n    rules:\n"
    for alarm in ALARMS:
        yield f"      - alert: {alarm.name}\n        expr: {json.dumps(alarm.expr)}\n        for: {alarm.after}\n"
        yield f"        labels:\n          severity: {alarm.severity}\n        annotations:\n"
        told = f"{alarm.text.zh} {alarm.text.en}"
        yield f"          summary: {json.dumps(told, ensure_ascii=False)}\n"
        yield f"          runbook: {RUNBOOKS}/{alarm.runbook}.md\n"

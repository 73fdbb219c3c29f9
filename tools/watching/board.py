"""The board of Grafana: rows of panels in the order one looks when something is wrong.

Every machine tells how the banks stand: what is told of a bank is taken once (`max`) before it is added up.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

_QUANTILE: Final = "histogram_quantile({q}, sum by (le{by}) (rate({name}_bucket{where}[5m])))"
_WIDTH: Final = 24


@dataclass(frozen=True, slots=True)
class Panel:
    """One drawing: its title, what it asks with the legend of each line, and the unit."""

    title: str
    asks: tuple[tuple[str, str], ...]
    unit: str = "short"
    kind: str = "timeseries"
    width: int = 8


def _at(q: str, name: str, by: str = "", where: str = "") -> str:
    return _QUANTILE.format(q=q, name=name, by=f", {by}" if by else "", where=where)


ROWS: Final = (
    ("现状 Now", (
        Panel("健康 Health", (("min by (check) (yinqi_health)", "{{check}}"),), kind="stat", width=12),
        Panel("数据库 Database", (("min(yinqi_database_up)", ""),), kind="stat", width=3),
        Panel("进程 Processes", (("sum by (part) (yinqi_processes)", "{{part}}"),), kind="stat", width=3),
        Panel("磁盘剩余 Disk free", (("min by (instance, place) (yinqi_disk_free_ratio)", "{{instance}} {{place}}"),), "percentunit", "stat", 3),
        Panel("日历剩余天数 Calendar", (("min by (bank) (yinqi_calendar_left_seconds)", "{{bank}}"),), "s", "stat", 3),
    )),
    ("入口 Doors", (
        Panel("网银 p50 / p99 Pages", (
            (_at("0.5", "yinqi_http_request_seconds", where='{side="web"}'), "p50"),
            (_at("0.99", "yinqi_http_request_seconds", where='{side="web"}'), "p99")), "s"),
        Panel("银企直联 p50 / p99 Direct link", (
            (_at("0.5", "yinqi_http_request_seconds", "route", '{side="link"}'), "p50 {{route}}"),
            (_at("0.99", "yinqi_http_request_seconds", "route", '{side="link"}'), "p99 {{route}}")), "s"),
        Panel("最慢路由 Slowest routes", (
            (f"topk(10, {_at('0.99', 'yinqi_http_request_seconds', 'side, route')})", "{{side}} {{route}}"),), "s"),
        Panel("请求 Requests", (("sum by (side, status) (rate(yinqi_http_request_seconds_count[5m]))", "{{side}} {{status}}"),), "reqps"),
        Panel("直联应答 Answers", (("sum by (code) (rate(yinqi_link_messages_total[5m]))", "{{code}}"),), "reqps"),
        Panel("签名 p99 Signatures", ((_at("0.99", "yinqi_signature_seconds", "use, algorithm"), "{{use}} {{algorithm}}"),), "s"),
    )),
    ("业务 Business", (
        Panel("操作结果 Operations", (("sum by (operation, code) (rate(yinqi_gate_operations_total[5m]))", "{{operation}} {{code}}"),), "ops", width=12),
        Panel("拒绝与故障 Refusals", (('sum by (code) (rate(yinqi_gate_operations_total{code!="ok"}[5m]))', "{{code}}"),), "ops", width=12),
        Panel("清算进展（汇路）Dispatch", (("sum by (rail, status) (increase(yinqi_dispatch_moves_total[5m]))", "{{rail}} {{status}}"),)),
        Panel("未了结报文 Open", (("sum by (rail, status) (max by (bank, rail, status) (yinqi_submissions_open))", "{{rail}} {{status}}"),)),
        Panel("可疑交易 Unknown", (
            ("sum by (age) (max by (bank, rail, age) (yinqi_unknown_payments))", "{{age}}"), ("max(yinqi_unknown_oldest_seconds)", "oldest s"))),
    )),
    ("后台 Worker", (
        Panel("队列等待 Waiting", (("sum by (queue) (max by (bank, queue) (yinqi_queue_waiting))", "{{queue}}"),)),
        Panel("队列最久 Oldest", (("max by (queue) (yinqi_queue_oldest_seconds)", "{{queue}}"),), "s"),
        Panel("已放弃 Dead", (("sum by (queue) (max by (bank, queue) (yinqi_queue_dead))", "{{queue}}"),)),
        Panel("任务时长 p99 Chores", ((_at("0.99", "yinqi_chore_seconds", "chore"), "{{chore}}"),), "s"),
        Panel("任务失败 Chores that fail", (('sum by (chore, code) (increase(yinqi_chore_runs_total{code!="ok"}[15m]))', "{{chore}} {{code}}"),)),
        Panel("逾期任务 Overdue", (("max by (bank) (yinqi_chore_overdue_seconds)", "{{bank}}"),), "s"),
    )),
    ("核对与底座 Proofs and ground", (
        Panel("核对结果 Checks", (("min by (check) (yinqi_check_good)", "{{check}}"),), kind="stat"),
        Panel("账务告警与日终 Books", (
            ("max by (bank) (yinqi_books_alarms)", "{{bank}} alarms"),
            ("max by (bank) (yinqi_day_end_behind_seconds)", "{{bank}} s behind"))),
        Panel("距上次核对 Since", (("min by (check) (yinqi_check_age_seconds)", "{{check}}"),), "s"),
        Panel("审计未封存 Unsealed", (("max by (bank) (yinqi_audit_unsealed_seconds)", "{{bank}}"),), "s"),
        Panel("只读副本 Replica", (("sum by (end) (rate(yinqi_replica_answers_total[5m]))", "{{end}}"),)),
        Panel("连接池 Pool", (("sum(yinqi_pool_in_use)", "in use"), ("increase(yinqi_pool_exhausted_total[5m])", "exhausted"))),
        Panel("时钟偏差 Clock", (("yinqi_clock_offset_seconds", "{{instance}}"),), "s"),
        Panel("将到期证书 Certificates", (("max by (bank, within) (yinqi_certificates_ending)", "{{bank}} {{within}} d"), ("yinqi_reading_seconds", "reading s"))),
    )),
)  # fmt: skip


def drawn() -> str:
    """The board's file."""
    panels: list[dict[str, Any]] = []
    y = 0
    for title, row in ROWS:
        place = {"h": 1, "w": _WIDTH, "x": 0, "y": y}
        panels.append({"id": len(panels) + 1, "type": "row", "title": title, "gridPos": place})
        y += 1
        x = 0
        for panel in row:
            if x + panel.width > _WIDTH:
                x, y = 0, y + 8
            panels.append(_panel(panel, len(panels) + 1, x, y))
            x += panel.width
        y += 8
    board = {
        "uid": "yinqi", "title": "银企 Yinqi", "schemaVersion": 39, "version": 1, "editable": True, "refresh": "30s",
        "time": {"from": "now-3h", "to": "now"}, "tags": ["yinqi"], "panels": panels,
        "templating": {"list": [{"name": "source", "type": "datasource", "query": "prometheus", "label": "Prometheus"}]},
    }  # fmt: skip
    return json.dumps(board, ensure_ascii=False, indent=1) + "\n"


def _panel(panel: Panel, number: int, x: int, y: int) -> dict[str, Any]:
    source = {"type": "prometheus", "uid": "${source}"}
    targets = [
        {"refId": chr(ord("A") + place), "expr": expr, "legendFormat": legend, "datasource": source}
        for place, (expr, legend) in enumerate(panel.asks)
    ]
    return {
        "id": number, "type": panel.kind, "title": panel.title, "datasource": source, "targets": targets,
        "gridPos": {"h": 8, "w": panel.width, "x": x, "y": y},
        "fieldConfig": {"defaults": {"unit": panel.unit}, "overrides": []},
    }  # fmt: skip

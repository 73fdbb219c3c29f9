"""The page of metrics and alarms, for whoever watches."""

from __future__ import annotations

from collections.abc import Iterator

from corporate.watching import metrics
from tools.watching.alarms import ALARMS


def page() -> str:
    """The whole page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Metrics and alarms (监控指标与告警)"
    yield ""
    yield "Written by `python -m tools.watching` from `corporate/watching/metrics.py` and `tools/watching/alarms.py`."
    yield "How they come about and how to connect Prometheus and Grafana: [operating](operating.md#watching-监控)."
    yield ""
    yield "No metric holds a customer, an account, an amount or anything somebody sent."
    for title, listed in (
        ("Counted by processes", tuple(metrics.METERS.values())),
        ("Read when asked", metrics.READINGS),
    ):
        yield ""
        yield f"## {title}"
        yield ""
        yield "| metric | kind | labels | what it says |"
        yield "|---|---|---|---|"
        for one in listed:
            labels = ", ".join(f"`{label}`" for label in one.labels) or "–"
            yield f"| `{one.exposed}` | {one.kind.value} | {labels} | {one.text.zh} / {one.text.en} |"
    yield ""
    yield "## Alarms"
    yield ""
    yield "| alarm | severity | holds for | what it means | what to do |"
    yield "|---|---|---|---|---|"
    for alarm in ALARMS:
        link = f"[{alarm.runbook}](runbooks/{alarm.runbook}.md)"
        yield f"| `{alarm.name}` | {alarm.severity} | {alarm.after} | {alarm.text.zh} / {alarm.text.en} | {link} |"

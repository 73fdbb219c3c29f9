"""What a signer sees of a payroll beside its totals: how amounts are spread, and what stands out by row number."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from corporate.web import parts as p
from corporate.web import payroll_facts
from corporate.web.desk import Desk
from kernel.money import Money
from kernel.text import Text
from workflows.payroll.run_commands import AnomalyView, NameRun, RunView

READS: Final = ("payroll.show",)
_SHOWN: Final = 5
_SPREAD: Final = Text("金额分布", "Spread of amounts")
_BAR: Final = Text("{label}：{rows} 人", "{label}: {rows}")
_ROW: Final = Text("第 {row} 行 {said}", "row {row}: {said}")
_MORE: Final = Text("等 {count} 笔", "{count} in all")
_LAST: Final = Text("与 {month} 相比", "Compared with {month}")
_CHANGE: Final = Text(
    "上次 {rows} 人 {total}，本次 {now} 人 {now_total}",
    "then {rows}, {total}; now {now}, {now_total}",
)


def notes(desk: Desk, number: str) -> tuple[p.Note, ...]:
    """Everything there is to see; no name, no account and no single amount is among it."""
    seen: RunView = desk.read("payroll.show", NameRun(number=number))
    by_kind = groupby(seen.anomalies, key=lambda one: one.kind)
    found = [_standing(list(some), seen) for _, some in by_kind]
    return (*found, _spread(seen), *_last(seen))


def _standing(some: Sequence[AnomalyView], seen: RunView) -> p.Note:
    first = some[0]
    count = next((one.rows for one in seen.counts if one.kind is first.kind), len(some))
    said = [_ROW.fill(row=one.row, said=Text(one.text_zh, one.text_en)) for one in some[:_SHOWN]]
    if count > _SHOWN:
        said.append(_MORE.fill(count=count))
    tone: p.Tone = "stop" if first.grave else "warn"
    return p.Note(first.kind.label, _joined(said), tone, "alert-triangle")


def _spread(seen: RunView) -> p.Note:
    said = [
        _BAR.fill(label=bar.label, rows=bar.rows)
        for bar in payroll_facts.bars(seen.histogram)
        if bar.rows
    ]
    return p.Note(_SPREAD, _joined(said), "", "info-circle")


def _last(seen: RunView) -> tuple[p.Note, ...]:
    if not seen.last_month:
        return ()
    said = _CHANGE.fill(
        rows=seen.last_rows,
        total=Money(seen.last_total_minor, seen.currency).display(),
        now=seen.rows,
        now_total=payroll_facts.total_of(seen).display(),
    )
    return (p.Note(_LAST.fill(month=seen.last_month), said, "", "history"),)


def _joined(said: Sequence[Text]) -> Text:
    return Text("；".join(one.zh for one in said), "; ".join(one.en for one in said))

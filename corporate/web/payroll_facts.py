"""A payroll run as pages show it: figures, the spread of amounts, what stands out, rows for those who may know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from corporate.web import batch_facts
from corporate.web import parts as p
from corporate.web.batch_facts import Share
from kernel.money import Money
from kernel.text import Text
from workflows.batches.commands import RowView
from workflows.batches.row_states import RowState
from workflows.payroll.comparing import Difference
from workflows.payroll.run_commands import Column, Comparison, DifferenceView, RunRow, RunView

_PAID: Final = frozenset({RowState.BOOKED, RowState.SETTLED, RowState.RETURNED})
_HUNDRED: Final = 100.0
_FIRST: Final = Text("{top} 元以下", "up to {top}")
_BETWEEN: Final = Text("{low} – {top} 元", "{low} – {top}")
_LAST: Final = Text("{low} 元以上", "above {low}")
_COUNTED: Final = Text("{kind} {rows} 笔", "{kind}: {rows}")
_ROW: Final = Text("第 {row} 行", "Row {row}")
_TONES: Final[dict[Difference, p.Tone]] = {
    Difference.ADDED: "brand",
    Difference.MISSING: "warn",
    Difference.AMOUNT: "warn",
    Difference.ACCOUNT: "stop",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One column of the spread of amounts."""

    label: Text
    rows: int
    width: str


@dataclass(frozen=True, slots=True)
class Standing:
    """One thing that stands out, by row number."""

    row: Text
    tag: p.Tag
    text: Text


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run as a list shows it."""

    number: str
    name: str
    kind: Text
    month: str
    total: Money
    rows: int
    due_on: date
    at: datetime
    status: str
    shares: tuple[Share, ...]
    href: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person's row."""

    row: int
    number: str
    name: str
    account: str
    amount: str
    bank: str
    tag: p.Tag
    reason: Text
    marks: tuple[p.Tag, ...]
    receipt_url: str = ""
    refund_url: str = ""
    before: Money | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """Somebody who is not paid as last month."""

    number: str
    name: str
    tags: tuple[p.Tag, ...]
    before: Money | None
    now: Money | None
    percent: str


def shares(seen: RunView) -> tuple[Share, ...]:
    """The counters that are not empty, side by side."""
    return batch_facts.shares(seen)  # type: ignore[arg-type]  # it has rows and tallies like a batch


def total_of(seen: RunView) -> Money:
    """The sum of the run."""
    return Money(seen.total_minor, seen.currency)


def bars(columns: Sequence[Column]) -> tuple[Bar, ...]:
    """The spread of amounts, the fullest column as wide as the picture."""
    most = max((one.rows for one in columns), default=0)
    lows = (0, *(one.upto_minor for one in columns))
    return tuple(
        Bar(_bounds(low, one.upto_minor), one.rows, f"{_HUNDRED * one.rows / max(1, most):.2f}")
        for low, one in zip(lows, columns, strict=False)
    )


def standing(seen: RunView) -> tuple[Standing, ...]:
    """What stands out, row by row."""
    return tuple(
        Standing(
            _ROW.fill(row=one.row),
            p.Tag(one.kind.label, "stop" if one.grave else "warn", "alert-triangle"),
            Text(one.text_zh, one.text_en),
        )
        for one in seen.anomalies
    )


def counted(seen: RunView) -> tuple[p.Tag, ...]:
    """How much stands out, kind by kind."""
    return tuple(
        p.Tag(
            _COUNTED.fill(kind=one.kind.label, rows=one.rows), "stop" if one.kind.grave else "warn"
        )
        for one in seen.counts
    )


def line(seen: RunView, href: str) -> RunLine:
    """A run in a list."""
    return RunLine(
        seen.number, seen.name, seen.kind.label, seen.month, total_of(seen), seen.rows, seen.due_on,
        seen.created_at, seen.status.value, shares(seen), href,
    )  # fmt: skip


def people(
    rows: Sequence[RunRow], seen: RunView, receipt_of: Callable[[int, str], str]
) -> tuple[PersonRow, ...]:
    """Rows with what stands out beside the person, and the receipts of what was paid and what came back."""
    marks: dict[int, list[p.Tag]] = {}
    for one in seen.anomalies:
        tag = p.Tag(one.kind.label, "stop" if one.grave else "warn")
        marks.setdefault(one.row, []).append(tag)
    return tuple(
        _person(
            one,
            tuple(marks.get(one.row, ())),
            receipt_of(one.row, "") if one.state in _PAID else "",
            receipt_of(one.row, "yes") if one.refunded else "",
        )
        for one in rows
    )


def as_row(one: RunRow) -> RowView:
    """A person's row as rows of batches are drawn."""
    return RowView(
        row=one.row, name=one.name, account=one.account, amount=one.amount, bank=one.bank, remark=one.remark,
        reference=one.number, state=one.state, reason_zh=one.reason_zh, reason_en=one.reason_en,
    )  # fmt: skip


def changed(found: Comparison) -> tuple[Changed, ...]:
    """Everybody who differs."""
    return tuple(map(_changed, found.differences))


def _person(one: RunRow, marks: tuple[p.Tag, ...], receipt_url: str, refund_url: str) -> PersonRow:
    paid = batch_facts.paid_row(as_row(one), one.currency)
    return PersonRow(
        one.row,
        one.number,
        one.name,
        one.account,
        paid.amount,
        one.other_bank,
        paid.tag,
        paid.reason,
        marks,
        receipt_url,
        refund_url,
        None if one.before_minor is None else Money(one.before_minor, one.currency),
    )


def _changed(one: DifferenceView) -> Changed:
    percent = ""
    if one.now_minor and one.before_minor:
        moved = (one.now_minor - one.before_minor) * _HUNDRED / one.before_minor
        percent = f"{moved:+.1f}%".replace("-", "\N{MINUS SIGN}")
    return Changed(
        number=one.number,
        name=one.name,
        tags=tuple(p.Tag(kind.label, _TONES[kind]) for kind in one.kinds),
        before=None if one.before_minor is None else Money(one.before_minor, one.currency),
        now=None if one.now_minor is None else Money(one.now_minor, one.currency),
        percent=percent if Difference.AMOUNT in one.kinds else "",
    )


def _bounds(low: int, top: int) -> Text:
    said = {"low": f"{low // 100:,}", "top": f"{top // 100:,}"}
    words = _FIRST if not low else _BETWEEN if top else _LAST
    return words.fill(**said)

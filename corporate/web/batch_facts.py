"""A batch as pages show it: its counters as a bar, its rows, what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from corporate.web import parts as p
from kernel.intake.rules import CellRule
from kernel.money import AmountFault, Money, parse_typed_amount
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.batches.commands import BatchHeader, EditField, FindingView, RowView, Tally
from workflows.batches.row_states import RowState

BLOCK: Final = "block"
_SCIENTIFIC: Final = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]{1,3}", re.ASCII)
_HUNDRED: Final = 100.0
_AGREED: Final = frozenset({PublicStatus.APPROVED, PublicStatus.SCHEDULED})
_TALLIES: Final[dict[str, tuple[Text, p.Tone, str]]] = {
    "paid": (Text("成功", "Paid"), "ok", "circle-check"),
    "open": (Text("待处理", "Waiting"), "brand", "hourglass"),
    "failed": (Text("失败", "Failed"), "stop", "circle-x"),
    "unknown": (Text("结果未知", "Outcome unknown"), "warn", "help-circle"),
    "returned": (Text("已退汇", "Returned"), "warn", "arrow-back-up"),
}
_ROW_TONES: Final[dict[RowState, tuple[p.Tone, str]]] = {
    RowState.BOOKED: ("ok", "circle-check"),
    RowState.SETTLED: ("ok", "circle-check"),
    RowState.SENT: ("brand", "send"),
    RowState.GOOD: ("", "hourglass"),
    RowState.FAILED: ("stop", "circle-x"),
    RowState.FAULTY: ("stop", "alert-circle"),
    RowState.UNKNOWN: ("warn", "help-circle"),
    RowState.RETURNED: ("warn", "arrow-back-up"),
}
_REFUNDED: Final = Text("，款项已退回付款账户", "; refunded to the paying account")
FIELDS: Final = (
    EditField.NAME,
    EditField.ACCOUNT,
    EditField.AMOUNT,
    EditField.BANK,
    EditField.REMARK,
)
"""The columns of the grid in which faulty rows are mended."""
_OWN: Final = frozenset({EditField.NAME, EditField.ACCOUNT})


@dataclass(frozen=True, slots=True)
class Share:
    """One counter of a batch, and its part of the bar: from where, how wide, in hundredths."""

    label: Text
    tone: p.Tone
    icon: str
    rows: int
    amount: Money
    begin: str
    width: str


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One batch as a list shows it."""

    number: str
    name: str
    total: Money
    rows: int
    due_on: date
    at: datetime
    status: str
    shares: tuple[Share, ...]
    note: p.Say
    href: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a faulty row: its field of the form, what stands in it, and what is wrong."""

    name: str
    label: Text
    text: str
    faults: tuple[Text, ...]
    alike: int = 0
    """Rows known to be wrong here in the same words, this one too; 0 where each is its own: an account is one payee's."""


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """One row to be mended, with the number people see in their file."""

    row: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class PaidRow:
    """One row of a batch and what became of it."""

    row: int
    name: str
    account: str
    bank: str
    amount: str
    remark: str
    tag: p.Tag
    reason: Text


def shares(seen: BatchHeader) -> tuple[Share, ...]:
    """The counters that are not empty, side by side; together they are the whole bar."""
    found: list[Share] = []
    begin = 0.0
    by_state = {one.state: one for one in seen.tallies}
    for state, (label, tone, icon) in _TALLIES.items():
        tally = by_state.get(state)
        if tally is None or not tally.rows:
            continue
        width = _HUNDRED * tally.rows / max(1, seen.rows)
        found.append(
            Share(label, tone, icon, tally.rows, _money(tally), f"{begin:.2f}", f"{width:.2f}")
        )
        begin += width
    return tuple(found)


def is_moving(seen: BatchHeader, today: date) -> bool:
    """Whether the page should look again by itself: rows are being paid, or are about to be."""
    if seen.status in _AGREED:
        return seen.due_on <= today
    return seen.status is PublicStatus.PROCESSING


def count_of(seen: BatchHeader, state: str) -> int:
    """How many rows stand under a counter."""
    return next((one.rows for one in seen.tallies if one.state == state), 0)


def total_of(seen: BatchHeader) -> Money:
    """The sum of the batch."""
    return Money(seen.total_minor, seen.currency)


def paid_row(one: RowView, currency: str) -> PaidRow:
    """A row of the result."""
    tone, icon = _ROW_TONES.get(one.state, ("", "info-circle"))
    reason = Text(one.reason_zh, one.reason_en)
    if one.refunded:
        reason = Text(reason.zh + _REFUNDED.zh, reason.en + _REFUNDED.en)
    return PaidRow(
        row=one.row,
        name=one.name,
        account=one.account,
        bank=one.bank,
        amount=written(one.amount, currency),
        remark=one.remark,
        tag=p.Tag(one.state.label, tone, icon),
        reason=reason,
    )


def written(amount: str, currency: str) -> str:
    """An amount of a file as pages write amounts; a cell that is none as it stands."""
    try:
        minor = parse_typed_amount(amount, currency)
    except AmountFault:
        return amount
    return Money(minor, currency).display()


def faulty_rows(rows: Iterable[RowView], findings: Sequence[FindingView]) -> tuple[FaultyRow, ...]:
    """Rows to be mended, each fault at its cell; what is about the row as a whole stands at its account."""
    said: dict[tuple[int, str], list[Text]] = {}
    names = {field.value for field in FIELDS}
    for one in findings:
        if one.severity == BLOCK:
            field = one.field if one.field in names else EditField.ACCOUNT.value
            said.setdefault((one.row, field), []).append(sentence(one))
    alike = _alike(findings)
    return tuple(_faulty(row, said, alike) for row in rows)


def sentence(one: FindingView) -> Text:
    """What is wrong with a cell. Of an account in scientific notation its reader knows more than its form."""
    if one.field == EditField.ACCOUNT.value and _SCIENTIFIC.fullmatch(one.value):
        return CellRule.ACCOUNT_FLOAT.text
    return Text(one.text_zh, one.text_en)


def field_name(row: int, field: EditField) -> str:
    """What a cell is called in the form."""
    return f"r{row}.{field.value}"


def _alike(findings: Sequence[FindingView]) -> Mapping[tuple[int, str], int]:
    """Cell by cell, how many rows have one of its faults in the same words."""
    groups: dict[tuple[str, str, str], set[int]] = {}
    for one in findings:
        groups.setdefault((one.field, one.code, one.value), set()).add(one.row)
    cells: dict[tuple[int, str], set[int]] = {}
    for (field, _code, _value), rows in groups.items():
        for row in rows:
            cells.setdefault((row, field), set()).update(rows)
    return {cell: len(rows) for cell, rows in cells.items()}


def _faulty(
    row: RowView,
    said: Mapping[tuple[int, str], list[Text]],
    alike: Mapping[tuple[int, str], int],
) -> FaultyRow:
    return FaultyRow(
        row.row,
        tuple(
            Cell(
                field_name(row.row, field),
                field.label,
                getattr(row, field.value),
                tuple(said.get((row.row, field.value), ())),
                alike=0 if field in _OWN else alike.get((row.row, field.value), 0),
            )
            for field in FIELDS
        ),
    )


def _money(tally: Tally) -> Money:
    return Money(tally.total_minor, tally.currency)

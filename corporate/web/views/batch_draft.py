"""The draft of a batch (批量付款草稿): totals, and only the rows with faults, to be mended where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from flask import Response as FlaskResponse
from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.web import batch_facts, batch_slips
from corporate.web import parts as p
from corporate.web.batch_leftover import XLSX, leftover
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from kernel.errors import Conflict, Denied, Faulty, Invalid, NotFound
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.batches.commands import (
    AskBatch,
    BatchHeader,
    Edit,
    EditField,
    FindingPage,
    FindingView,
    ListFindings,
    ListRows,
    MendAlike,
    MendRows,
    NameBatch,
    RemoveRows,
    RowNumber,
    RowPage,
    RowView,
)
from workflows.batches.page_answers import ShownBatch
from workflows.batches.page_commands import LookAtBatch
from workflows.batches.row_states import RowState

pages = Pages("batch_draft")

READS: Final = ("batches.find", "batches.rows", "batches.findings", "batches.look")
_ROWS: Final = 25  # of one page: their cells are fields of one form
_EXPORTED: Final = 500  # of one question, while all of them are taken away
_WARNED: Final = 200
_SHOWN: Final = 5
_FINDINGS: Final = 400
_TEXT_MAX: Final = 300
_DIGITS_MAX: Final = 8
_AT_ROW: Final = Text("第 {row} 行：{said}", "Row {row}: {said}")
_AND_MORE: Final = Text("等 {count} 处", "and others, {count} in all")
_READ_WHY: Final = Text(
    "请看下方审批进度中的意见，更正后重新提交。",
    "Read the comment in its progress below, correct it and submit it again.",
)
_DUPLICATES: Final = Text("可能重复，请确认", "Possible duplicates, please make sure")


@pages.page(
    "/batches/<number>/mend",
    *READS,
    "batches.mend",
    "batches.mend_alike",
    "batches.remove",
    methods=("POST",),
)
def mend(desk: Desk, *, number: str) -> Shown | Response:
    """Cells corrected, all alike corrected, or rows taken out; then the draft as it is now."""
    act, after = request.form.get("act", "save"), number_in(request.form.get("after", ""))
    try:
        if act == "remove_faulty":
            desk.perform("batches.remove", RemoveRows(number=number))
        elif act == "remove":
            _remove(desk, number)
        else:
            _mend(desk, number, after, act)
    except (Faulty, Invalid, Conflict) as refused:
        return draft(desk, _found(desk, number), after, fault=refused.message)
    return redirect(url_for("batches.one", number=number, after=after or None), code=303)


@pages.page("/batches/<number>/left.xlsx", *READS)
def left(desk: Desk, *, number: str) -> Response:
    """Every faulty row with its reasons, as a workbook that can be mended and dropped again."""
    seen = _found(desk, number)
    answer = FlaskResponse(leftover(_all_faulty(desk, number)), content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{seen.number}-faults.xlsx"'
    return answer


@pages.page("/batches/<number>/submit", *READS, "batches.submit", methods=("POST",))
def submit(desk: Desk, *, number: str) -> Shown | Response:
    """Ask for agreement; what was shown is what is signed."""
    try:
        desk.perform("batches.submit", NameBatch(number=number))
    except (Faulty, Invalid, Conflict, Denied) as refused:
        if isinstance(refused, NotFound):
            raise
        return draft(desk, _found(desk, number), 0, fault=refused.message)
    return redirect(url_for("batches.one", number=number, submitted=1), code=303)


def draft(desk: Desk, seen: BatchHeader, after: int, *, fault: p.Say = "") -> Shown:
    """The draft's page; `after` is the row of the file the grid begins behind."""
    number = seen.number
    if seen.status is not PublicStatus.DRAFT:
        raise NotFound
    rows = _faulty(desk, number, after)
    findings = _findings(desk, number, rows)
    looked: ShownBatch = desk.read("batches.look", LookAtBatch(number=number))
    total = batch_facts.total_of(seen)
    facts = {
        "batch": seen,
        "total": total,
        "facts": batch_slips.facts(looked, seen, total),
        "steps": batch_slips.steps(looked),
        "rows": batch_facts.faulty_rows(rows.rows, findings),
        "columns": tuple(field.label for field in batch_facts.FIELDS),
        "notes": (*_returned(seen), *_notes(desk, number)),
        "fault": fault,
        "after": after,
        "may": desk.offers("batches.mend"),
        "first_url": url_for("batches.one", number=number) if after else "",
        "next_url": url_for("batches.one", number=number, after=rows.after) if rows.after else "",
        "mend_url": url_for("batch_draft.mend", number=number),
        "left_url": url_for("batch_draft.left", number=number),
        "submit_url": url_for("batch_draft.submit", number=number),
        "discard_url": url_for("batches.withdraw", number=number),
        "new_url": url_for("batch_new.new"),
        "list_url": url_for("batches.listed"),
    }
    return Shown("pages/batch_draft.html", facts, 422 if fault else 200)


def _mend(desk: Desk, number: str, after: int, act: str) -> None:
    """First all that are like one cell, while it still reads as they do; then what else was typed."""
    typed = dict(_typed(_faulty(desk, number, after).rows, request.form))
    kind, _, place = act.partition(" ")
    row, _, field = place.partition(".")
    chosen = next((one for one in batch_facts.FIELDS if one.value == field), None)
    if kind == "alike" and chosen is not None:
        text = request.form.get(batch_facts.field_name(number_in(row), chosen), "")[:_TEXT_MAX]
        given = MendAlike(number=number, row=number_in(row), field=chosen, text=text)
        desk.perform("batches.mend_alike", given)
        typed.pop((number_in(row), chosen), None)
    if typed:
        edits = tuple(Edit(row=row, field=field, text=text) for (row, field), text in typed.items())
        desk.perform("batches.mend", MendRows(number=number, edits=edits))


def _typed(
    rows: tuple[RowView, ...], form: Mapping[str, str]
) -> Iterator[tuple[tuple[int, EditField], str]]:
    """The cells that read otherwise now."""
    for row in rows:
        for field in batch_facts.FIELDS:
            text = form.get(batch_facts.field_name(row.row, field))
            if text is not None and text.strip() != getattr(row, field.value):
                yield (row.row, field), text.strip()[:_TEXT_MAX]


def _remove(desk: Desk, number: str) -> None:
    picked = tuple(RowNumber(row=number_in(text)) for text in request.form.getlist("pick"))
    if picked:
        desk.perform("batches.remove", RemoveRows(number=number, rows=picked))


def _found(desk: Desk, number: str) -> BatchHeader:
    found: BatchHeader = desk.read("batches.find", AskBatch(number=number))
    return found


def _faulty(desk: Desk, number: str, after: int, limit: int = _ROWS) -> RowPage:
    asked = ListRows(number=number, state=RowState.FAULTY, after=after, limit=limit)
    found: RowPage = desk.read("batches.rows", asked)
    return found


def _findings(desk: Desk, number: str, page: RowPage) -> list[FindingView]:
    """What is wrong with the rows of a page; rows that are only warned of may lie between them."""
    if not page.rows:
        return []
    found: list[FindingView] = []
    after, last = page.rows[0].row - 1, page.rows[-1].row
    while True:
        asked = ListFindings(number=number, after=after, limit=_FINDINGS)
        told: FindingPage = desk.read("batches.findings", asked)
        found += [one for one in told.findings if one.row <= last]
        if not told.after or told.after >= last:
            return found
        after = told.after


def _all_faulty(desk: Desk, number: str) -> Iterator[tuple[RowView, list[FindingView]]]:
    after = 0
    while True:
        page = _faulty(desk, number, after, _EXPORTED)
        said: dict[int, list[FindingView]] = {}
        for one in _findings(desk, number, page):
            said.setdefault(one.row, []).append(one)
        yield from ((row, said.get(row.row, [])) for row in page.rows)
        if not page.after:
            return
        after = page.after


def _returned(seen: BatchHeader) -> tuple[p.Note, ...]:
    """Why it is a draft again."""
    if not seen.reason_zh:
        return ()
    why = Text(seen.reason_zh, seen.reason_en)
    return (p.Note(why, _READ_WHY, "warn", "arrow-back-up"),)


def _notes(desk: Desk, number: str) -> tuple[p.Note, ...]:
    """What is about the whole, and rows that say the same: to be made sure of, not mended."""
    told: FindingPage = desk.read("batches.findings", ListFindings(number=number, limit=_WARNED))
    whole = [one for one in told.findings if one.row == 0]
    twins = [one for one in told.findings if one.row and one.severity != batch_facts.BLOCK]
    notes = [
        p.Note(
            Text(one.text_zh, one.text_en),
            "",
            "stop" if one.severity == batch_facts.BLOCK else "warn",
            "alert-triangle",
        )
        for one in whole
    ]
    if twins:
        notes.append(p.Note(_DUPLICATES, _listed(twins), "warn", "copy"))
    return tuple(notes)


def _listed(found: list[FindingView]) -> Text:
    said = [
        _AT_ROW.fill(row=one.row, said=Text(one.text_zh, one.text_en)) for one in found[:_SHOWN]
    ]
    if len(found) > _SHOWN:
        said.append(_AND_MORE.fill(count=len(found)))
    return Text("；".join(one.zh for one in said), "; ".join(one.en for one in said))


def number_in(text: str) -> int:
    """A number in a form or an address; 0 for what is none."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _DIGITS_MAX
    return int(text) if is_number else 0

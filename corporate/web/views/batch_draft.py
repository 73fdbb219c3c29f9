"""The draft of a batch (批量付款草稿): totals, and only the rows with faults, to be mended where they stand."""

from __future__ import annotations

from functools import partial
from typing import Final

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.web import batch_facts, batch_slips
from corporate.web import parts as p
from corporate.web.batch_mending import COLUMNS, FaultyPage, Mending, number_in
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from kernel.errors import Conflict, Denied, Faulty, Invalid, NotFound
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.batches.commands import (
    AskBatch,
    BatchHeader,
    FindingPage,
    ListFindings,
    ListRows,
    NameBatch,
    RowPage,
)
from workflows.batches.page_answers import ShownBatch
from workflows.batches.page_commands import LookAtBatch
from workflows.batches.row_states import RowState

pages = Pages("batch_draft")

READS: Final = ("batches.find", "batches.rows", "batches.findings", "batches.look")
_WARNED: Final = 200
_SHOWN: Final = 10
_READ_WHY: Final = Text(
    "请看下方审批进度中的意见，更正后重新提交。",
    "Read the comment in its progress below, correct it and submit it again.",
)


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
    after = number_in(request.form.get("after", ""))
    try:
        _mending(desk, number).act(after)
    except (Faulty, Invalid, Conflict) as refused:
        return draft(desk, _found(desk, number), after, fault=refused.message)
    return redirect(url_for("batches.one", number=number, after=after or None), code=303)


@pages.page("/batches/<number>/left.xlsx", *READS)
def left(desk: Desk, *, number: str) -> Response:
    """Every faulty row with its reasons, as a workbook that can be mended and dropped again."""
    return _mending(desk, _found(desk, number).number).taken_away()


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
    here = partial(url_for, "batches.one", number=number)
    looked: ShownBatch = desk.read("batches.look", LookAtBatch(number=number))
    total = batch_facts.total_of(seen)
    told: FindingPage = desk.read("batches.findings", ListFindings(number=number, limit=_WARNED))
    twins = [
        (one.row, Text(one.text_zh, one.text_en))
        for one in told.findings
        if one.row and one.severity != batch_facts.BLOCK
    ]
    facts = {
        "batch": seen,
        "total": total,
        "facts": batch_slips.facts(looked, seen, total),
        "steps": batch_slips.steps(looked),
        "grid": _mending(desk, number).grid(
            after,
            lambda behind: here(after=behind or None),
            url_for("batch_draft.mend", number=number),
            url_for("batch_draft.left", number=number),
        ),
        "columns": COLUMNS,
        "notes": (*_returned(seen), *_of_the_whole(told)),
        "twins": twins[:_SHOWN],
        "twins_more": len(twins) - _SHOWN,
        "fault": fault,
        "submit_url": url_for("batch_draft.submit", number=number),
        "discard_url": url_for("batches.withdraw", number=number),
        "new_url": url_for("batch_new.new"),
        "list_url": url_for("batches.listed"),
    }
    return Shown("pages/batch_draft.html", facts, 422 if fault else 200)


def _mending(desk: Desk, number: str) -> Mending:
    def faulty(after: int, limit: int) -> FaultyPage:
        asked = ListRows(number=number, state=RowState.FAULTY, after=after, limit=limit)
        found: RowPage = desk.read("batches.rows", asked)
        return FaultyPage(found.rows, found.after)

    return Mending(desk, number, "batches", faulty)


def _found(desk: Desk, number: str) -> BatchHeader:
    found: BatchHeader = desk.read("batches.find", AskBatch(number=number))
    return found


def _returned(seen: BatchHeader) -> tuple[p.Note, ...]:
    """Why it is a draft again."""
    if not seen.reason_zh:
        return ()
    why = Text(seen.reason_zh, seen.reason_en)
    return (p.Note(why, _READ_WHY, "warn", "arrow-back-up"),)


def _of_the_whole(told: FindingPage) -> tuple[p.Note, ...]:
    """What is about the batch and none of its rows."""
    return tuple(
        p.Note(
            Text(one.text_zh, one.text_en),
            "",
            "stop" if one.severity == batch_facts.BLOCK else "warn",
            "alert-triangle",
        )
        for one in told.findings
        if one.row == 0
    )

"""Batches (批量付款): the list, one of them with its progress and its rows, taking back, paying failed rows again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, Final
from urllib.parse import quote

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.web import batch_facts, batch_slips
from corporate.web import parts as p
from corporate.web.batch_mending import number_in
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from corporate.web.views import batch_draft
from kernel.calendar import bank_today
from kernel.errors import Conflict, Invalid
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.batches.commands import (
    AskBatch,
    BatchHeader,
    BatchPage,
    ListBatches,
    ListRows,
    NameBatch,
    ReissueBatch,
    RowPage,
)
from workflows.batches.page_answers import ShownBatch
from workflows.batches.page_commands import LookAtBatch
from workflows.batches.row_states import RowState
from workflows.payments.received import ReceivedFile
from workflows.payments.received_commands import FetchReceived

pages = Pages("batches")

_PAGE_ROWS: Final = 50
_CHUNK_BYTES: Final = 64 << 10
_PREFIX: Final = "WEB-"
_TOKEN_BYTES: Final = 18
_TABS: Final = (
    (None, Text("全部", "All")),
    (RowState.GOOD, Text("待处理", "Waiting")),
    (RowState.SENT, Text("银行处理中", "Processing")),
    (RowState.BOOKED, Text("成功（本行）", "Paid (own bank)")),
    (RowState.SETTLED, Text("成功（他行）", "Paid (other banks)")),
    (RowState.FAILED, Text("失败", "Failed")),
    (RowState.UNKNOWN, Text("结果未知", "Unknown")),
    (RowState.RETURNED, Text("已退汇", "Returned")),
)
_COUNTED: Final[dict[RowState | None, str]] = {
    RowState.FAILED: "failed",
    RowState.UNKNOWN: "unknown",
    RowState.RETURNED: "returned",
}
_FAULTY: Final = Text("{count} 行待更正", "{count} row(s) to mend")
_FAILED: Final = Text("{count} 笔失败", "{count} failed")
_ENDED: Final = frozenset({PublicStatus.PARTLY_SUCCEEDED, PublicStatus.FAILED})
_SUBMITTED: Final = p.Note(
    Text("已提交审批", "Submitted for approval"),
    Text("审批人签名的正是下面的合计与明细。", "Approvers sign exactly the total and rows below."),
    "ok",
    "circle-check",
)


@pages.page("/batches", "batches.list")
def listed(desk: Desk) -> Shown:
    """Every batch, the newest first."""
    cursor = request.args.get("cursor", "")
    found: BatchPage = desk.read("batches.list", ListBatches(cursor=cursor, limit=_PAGE_ROWS))
    facts = {
        "rows": tuple(_line(one) for one in found.batches),
        "turn": p.Turn(
            rows=None,
            shown=len(found.batches),
            first_url=url_for("batches.listed") if cursor else "",
            next_url=url_for("batches.listed", cursor=found.cursor) if found.cursor else "",
        ),
        "new_url": url_for("batch_new.new") if desk.offers("batches.open") else "",
    }
    return Shown("pages/batches.html", facts)


@pages.page("/batches/<number>", *batch_draft.READS)
def one(desk: Desk, *, number: str) -> Shown:
    """A draft to be mended, or a batch with what became of it."""
    seen: BatchHeader = desk.read("batches.find", AskBatch(number=number))
    after = number_in(request.args.get("after", ""))
    if seen.status is PublicStatus.DRAFT:
        return batch_draft.draft(desk, seen, after)
    return _followed(desk, seen, after)


@pages.page("/batches/<number>/withdraw", "batches.find", "batches.withdraw", methods=("POST",))
def withdraw(desk: Desk, *, number: str) -> Response:
    """Take a batch back, or throw a draft away."""
    desk.perform("batches.withdraw", NameBatch(number=number))
    return redirect(url_for("batches.one", number=number), code=303)


@pages.page("/batches/<number>/reissue", *batch_draft.READS, "batches.reissue", methods=("POST",))
def reissue(desk: Desk, *, number: str) -> Shown | Response:
    """The failed rows as a new batch, to be agreed upon anew."""
    given = ReissueBatch(number=number, client_serial=request.form.get("serial", ""))
    try:
        seen: BatchHeader = desk.perform("batches.reissue", given)
    except (Invalid, Conflict) as refused:
        found: BatchHeader = desk.read("batches.find", AskBatch(number=number))
        return _followed(desk, found, 0, fault=refused.message)
    return redirect(url_for("batches.one", number=seen.number), code=303)


@pages.page("/batches/<number>/received", "payments.received")
def received(desk: Desk, *, number: str) -> Response:
    """The message or the file a batch came in, byte for byte; a browser may only save it."""
    found: ReceivedFile = desk.read("payments.received", FetchReceived(number=number))
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"}
    kind = "application/xml" if found.name.lower().endswith(".xml") else "application/octet-stream"
    return Response(_read(found.file), headers=headers, content_type=kind)


def _read(file: BinaryIO) -> Iterator[bytes]:
    """What is in a file, which is given up at its end."""
    with file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


def _followed(desk: Desk, seen: BatchHeader, after: int, *, fault: p.Say = "") -> Shown:
    state = next((s for s, _ in _TABS if s and s.value == request.args.get("state")), None)
    asked = ListRows(number=seen.number, state=state, after=after, limit=_PAGE_ROWS)
    found: RowPage = desk.read("batches.rows", asked)
    looked: ShownBatch = desk.read("batches.look", LookAtBatch(number=seen.number))
    failed = batch_facts.count_of(seen, "failed")
    facts = {
        "batch": seen,
        "total": batch_facts.total_of(seen),
        "shares": batch_facts.shares(seen),
        "moving": batch_facts.is_moving(seen, bank_today(desk.portal.world.clock)),
        "rows": tuple(batch_facts.paid_row(row, seen.currency) for row in found.rows),
        "tabs": _tabs(seen, state),
        "turn": p.Turn(
            rows=None,
            shown=len(found.rows),
            first_url=_at(seen.number, state) if after else "",
            next_url=_at(seen.number, state, found.after) if found.after else "",
        ),
        "facts": batch_slips.facts(looked, seen, batch_facts.total_of(seen)),
        "steps": batch_slips.steps(looked),
        "notes": _notes(seen),
        "fault": fault,
        "self_url": _at(seen.number, state, after),
        "list_url": url_for("batches.listed"),
        "received_url": _received_url(desk, looked),
        "in_message": looked.in_message,
        "withdraw_url": _withdraw_url(desk, seen),
        "reissue_url": _reissue_url(desk, seen, failed),
        "serial": _PREFIX + desk.portal.world.ids.token(_TOKEN_BYTES),
        "failed": failed,
    }
    return Shown("pages/batch.html", facts, 409 if fault else 200)


def _tabs(
    seen: BatchHeader, chosen: RowState | None
) -> tuple[tuple[Text, str, int | None, bool], ...]:
    """By state; what nobody hopes for has a tab only when there is some of it."""
    found = []
    for state, label in _TABS:
        counted = _COUNTED.get(state, "")
        count = batch_facts.count_of(seen, counted) if counted else None
        if state is None:
            count = seen.rows
        if count != 0 or state is chosen:
            found.append((label, _at(seen.number, state), count, state is chosen))
    return tuple(found)


def _line(seen: BatchHeader) -> batch_facts.BatchLine:
    failed = batch_facts.count_of(seen, "failed")
    note: p.Say = ""
    if seen.status is PublicStatus.DRAFT and seen.faulty:
        note = _FAULTY.fill(count=seen.faulty)
    elif failed:
        note = _FAILED.fill(count=failed)
    return batch_facts.BatchLine(
        number=seen.number,
        name=seen.name,
        total=batch_facts.total_of(seen),
        rows=seen.rows,
        due_on=seen.due_on,
        at=seen.created_at,
        status=seen.status.value,
        shares=batch_facts.shares(seen),
        note=note,
        href=url_for("batches.one", number=seen.number),
    )


def _notes(seen: BatchHeader) -> tuple[p.Note, ...]:
    notes = []
    if "submitted" in request.args and seen.status is PublicStatus.PENDING_APPROVAL:
        notes.append(_SUBMITTED)
    if seen.reason_zh:
        notes.append(p.Note(Text(seen.reason_zh, seen.reason_en), "", "stop", "alert-circle"))
    return tuple(notes)


def _withdraw_url(desk: Desk, seen: BatchHeader) -> str:
    may = seen.status is PublicStatus.PENDING_APPROVAL and desk.offers("batches.withdraw")
    return url_for("batches.withdraw", number=seen.number) if may else ""


def _received_url(desk: Desk, looked: ShownBatch) -> str:
    may = (looked.in_message or looked.is_brought) and desk.offers("payments.received")
    return url_for("batches.received", number=looked.number) if may else ""


def _reissue_url(desk: Desk, seen: BatchHeader, failed: int) -> str:
    may = failed and seen.status in _ENDED and desk.offers("batches.reissue")
    return url_for("batches.reissue", number=seen.number) if may else ""


def _at(number: str, state: RowState | None, after: int = 0) -> str:
    named: dict[str, Any] = {"state": state.value} if state else {}
    return url_for("batches.one", number=number, after=after or None, **named)

"""Payroll (代发工资): the list, a new run, one run as a draft and afterwards, last month's differences.

What shows a name, an account or an amount is asked of the gate under its own right; whoever lacks it sees totals.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from flask import Response as FlaskResponse
from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.web import parts as p
from corporate.web import payroll_facts
from corporate.web.batch_mending import COLUMNS, FaultyPage, Grid, Mending, number_in
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from kernel.errors import Conflict, Denied, Faulty, Invalid, NotFound
from kernel.money import Money
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.batches.commands import ReissueBatch
from workflows.batches.row_states import RowState
from workflows.payroll.commands import AgreementList, ListAgreements
from workflows.payroll.errors import RowNotPaid, RowNotRefunded
from workflows.payroll.run_commands import (
    CompareRun,
    Comparison,
    ListRunRows,
    ListRuns,
    NameRun,
    NameRunRow,
    RowReceipt,
    RunPage,
    RunRows,
    RunView,
)

pages = Pages("payroll")

DETAILS: Final = "payroll.rows"
SEEN: Final = ("payroll.show", DETAILS, "payroll.findings", "payroll.compare")
_PAGE_ROWS: Final = 50
_BEHIND: Final = "behind"
"""Which row the faulty ones are shown behind; `after` is that of all rows."""
_NUMBER_CHARS_MAX: Final = 40
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
_ENDED: Final = frozenset({PublicStatus.PARTLY_SUCCEEDED, PublicStatus.FAILED})
_PAID: Final = frozenset(
    {PublicStatus.SUCCEEDED, PublicStatus.PARTLY_SUCCEEDED, PublicStatus.PROCESSING}
)
_SUBMITTED: Final = p.Note(
    Text("已提交审批", "Submitted for approval"),
    Text(
        "审批人看到合计、金额分布与按行号列出的异常，看不到姓名和单笔金额。",
        "Approvers see totals, the spread of amounts and what stands out by row number; no name, no single amount.",
    ),
    "ok",
    "circle-check",
)
_MASKED: Final = p.Note(
    Text("姓名与金额已隐去", "Names and amounts are hidden"),
    Text(
        "需要“代发明细”权限；由两位管理员授予。",
        "They need the right to payroll details, given by two administrators.",
    ),
    "",
    "lock",
)


@pages.page("/payroll", "payroll.list", "payroll.agreements")
def listed(desk: Desk) -> Shown:
    """Every run, the newest first, and what is signed up."""
    cursor = request.args.get("cursor", "")
    found: RunPage = desk.read("payroll.list", ListRuns(cursor=cursor, limit=_PAGE_ROWS))
    agreed: AgreementList = desk.read("payroll.agreements", ListAgreements())
    facts = {
        "rows": tuple(payroll_facts.line(one, _at(one.number)) for one in found.runs),
        "agreements": agreed.agreements,
        "turn": p.Turn(
            rows=None,
            shown=len(found.runs),
            first_url=url_for("payroll.listed") if cursor else "",
            next_url=url_for("payroll.listed", cursor=found.cursor) if found.cursor else "",
        ),
        "new_url": url_for("payroll_new.new") if desk.offers("payroll.open") else "",
        "staff_url": url_for("payroll_staff.listed") if desk.offers("payroll.details") else "",
        "template_url": url_for("payslips.template") if desk.offers("payslips.template") else "",
    }
    return Shown("pages/payroll.html", facts)


@pages.page("/payroll/<number>", *SEEN)
def one(desk: Desk, *, number: str) -> Shown:
    """A draft to be mended and submitted, or a run with what became of it."""
    return shown(desk, number)


@pages.page(
    "/payroll/<number>/mend",
    *SEEN,
    "payroll.mend",
    "payroll.mend_alike",
    "payroll.remove",
    methods=("POST",),
)
def mend(desk: Desk, *, number: str) -> Shown | Response:
    """Cells corrected, all alike corrected, or rows taken out; then the draft as it is now."""
    behind = number_in(request.form.get(_BEHIND, ""))
    try:
        _mending(desk, number).act(behind)
    except (Faulty, Invalid, Conflict) as refused:
        return shown(desk, number, refused.message)
    return redirect(_mended_at(number, behind), code=303)


@pages.page("/payroll/<number>/left.xlsx", "payroll.show", DETAILS, "payroll.findings")
def left(desk: Desk, *, number: str) -> Response:
    """Every faulty row with its reasons, for somebody who may know them."""
    seen: RunView = desk.read("payroll.show", NameRun(number=number))
    return _mending(desk, seen.number).taken_away()


@pages.page("/payroll/<number>/submit", *SEEN, "payroll.submit", methods=("POST",))
def submit(desk: Desk, *, number: str) -> Shown | Response:
    """Ask for agreement."""
    try:
        desk.perform("payroll.submit", NameRun(number=number))
    except (Faulty, Invalid, Conflict, Denied) as refused:
        if isinstance(refused, NotFound):
            raise
        return shown(desk, number, refused.message)
    return redirect(url_for("payroll.one", number=number, submitted=1), code=303)


@pages.page("/payroll/<number>/withdraw", *SEEN, "payroll.withdraw", methods=("POST",))
def withdraw(desk: Desk, *, number: str) -> Shown | Response:
    """Take a run back, or throw a draft away."""
    try:
        desk.perform("payroll.withdraw", NameRun(number=number))
    except (Conflict, Denied) as refused:
        if isinstance(refused, NotFound):
            raise
        return shown(desk, number, refused.message)
    return redirect(_at(number), code=303)


@pages.page("/payroll/<number>/reissue", *SEEN, "payroll.reissue", methods=("POST",))
def reissue(desk: Desk, *, number: str) -> Shown | Response:
    """The failed rows as a new run, to be agreed upon anew."""
    given = ReissueBatch(number=number, client_serial=request.form.get("serial", ""))
    try:
        seen: RunView = desk.perform("payroll.reissue", given)
    except (Invalid, Conflict) as refused:
        return shown(desk, number, refused.message)
    return redirect(_at(seen.number), code=303)


@pages.page("/payroll/<number>/<int:row>/receipt.pdf", "payroll.receipt")
def receipt(desk: Desk, *, number: str, row: int) -> Response:
    """One person's receipt, made now and kept nowhere; the run's page where there is none."""
    asked = NameRunRow(number=number, row=row, refund="refund" in request.args)
    try:
        found: RowReceipt = desk.read("payroll.receipt", asked)
    except (RowNotPaid, RowNotRefunded):
        return redirect(_at(number), code=303)
    answer = FlaskResponse(base64.b64decode(found.content), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return answer


@pages.page("/payroll/<number>/compare", "payroll.show", "payroll.compare")
def compare(desk: Desk, *, number: str) -> Shown:
    """This run against the last, person by person."""
    seen: RunView = desk.read("payroll.show", NameRun(number=number))
    after = request.args.get("after", "")[:_NUMBER_CHARS_MAX]
    found: Comparison = desk.read(
        "payroll.compare", CompareRun(number=number, after=after, limit=_PAGE_ROWS)
    )
    here = partial(url_for, "payroll.compare", number=number)
    facts = {
        "run": seen,
        "found": found,
        "rows": payroll_facts.changed(found),
        "turn": p.Turn(
            rows=found.differing,
            shown=len(found.differences),
            first_url=here() if after else "",
            next_url=here(after=found.after) if found.after else "",
        ),
        "back_url": _at(number),
    }
    return Shown("pages/payroll_compare.html", facts)


def shown(desk: Desk, number: str, fault: p.Say = "") -> Shown:
    """One run's page."""
    seen: RunView = desk.read("payroll.show", NameRun(number=number))
    knows, draft = desk.offers(DETAILS), seen.status is PublicStatus.DRAFT
    after = number_in(request.args.get("after", ""))
    state = next((s for s, _ in _TABS if s and s.value == request.args.get("state")), None)
    facts = _facts(desk, seen) | {
        "fault": fault,
        "knows": knows,
        "draft": draft,
        "grid": _grid(desk, number) if knows and draft and seen.faulty else None,
        "columns": COLUMNS,
        "people": (),
        "turn": None,
        "tabs": tuple((label, _at(number, one), None, one is state) for one, label in _TABS),
    }
    if knows:
        asked = ListRunRows(number=number, state=state, after=after, limit=_PAGE_ROWS)
        found: RunRows = desk.read(DETAILS, asked)
        facts["people"] = payroll_facts.people(found.rows, seen, _receipts(number))
        facts["turn"] = p.Turn(
            rows=None,
            shown=len(found.rows),
            first_url=_at(number, state) if after else "",
            next_url=_at(number, state, found.after) if found.after else "",
        )
    return Shown("pages/payroll_run.html", facts, 409 if fault else 200)


def _facts(desk: Desk, seen: RunView) -> dict[str, Any]:
    number, draft = seen.number, seen.status is PublicStatus.DRAFT
    failed = next((one.rows for one in seen.tallies if one.state == "failed"), 0)
    knows = desk.offers(DETAILS)
    return {
        "run": seen,
        "total": payroll_facts.total_of(seen),
        "bars": payroll_facts.bars(seen.histogram),
        "standing": payroll_facts.standing(seen),
        "counted": payroll_facts.counted(seen),
        "grave": any(one.kind.grave for one in seen.counts),
        "shares": payroll_facts.shares(seen),
        "moving": seen.status in {PublicStatus.PROCESSING, PublicStatus.SCHEDULED},
        "notes": _notes(seen, knows=knows),
        "facts": _about(seen),
        "failed": failed,
        "serial": _serial(desk),
        "follow_url": _at(number),
        "list_url": url_for("payroll.listed"),
        "compare_url": url_for("payroll.compare", number=number)
        if knows and seen.last_month
        else "",
        "slips_url": (
            url_for("payslips.listed", number=number)
            if seen.status in _PAID and desk.offers("payslips.list")
            else ""
        ),
        "submit_url": _may(desk, "payroll.submit", number, when=draft),
        "discard_url": _may(desk, "payroll.withdraw", number, when=draft),
        "withdraw_url": _may(
            desk, "payroll.withdraw", number, when=seen.status is PublicStatus.PENDING_APPROVAL
        ),
        "reissue_url": _may(
            desk, "payroll.reissue", number, when=bool(failed) and seen.status in _ENDED
        ),
    }


def _receipts(number: str) -> Callable[[int, str], str]:
    """Where the receipt of each row is, and where that of its refund."""
    return lambda row, refund: url_for(
        "payroll.receipt", number=number, row=row, refund=refund or None
    )


def _may(desk: Desk, operation: str, number: str, *, when: bool) -> str:
    """Where it is done, for somebody who may do it now."""
    return url_for(operation, number=number) if when and desk.offers(operation) else ""


def _mending(desk: Desk, number: str) -> Mending:
    def faulty(after: int, limit: int) -> FaultyPage:
        asked = ListRunRows(number=number, state=RowState.FAULTY, after=after, limit=limit)
        found: RunRows = desk.read(DETAILS, asked)
        return FaultyPage(tuple(map(payroll_facts.as_row, found.rows)), found.after)

    return Mending(desk, number, "payroll", faulty)


def _grid(desk: Desk, number: str) -> Grid:
    return _mending(desk, number).grid(
        number_in(request.values.get(_BEHIND, "")),
        partial(_mended_at, number),
        url_for("payroll.mend", number=number),
        url_for("payroll.left", number=number),
    )


def _notes(seen: RunView, *, knows: bool) -> tuple[p.Note, ...]:
    notes = []
    if "submitted" in request.args and seen.status is PublicStatus.PENDING_APPROVAL:
        notes.append(_SUBMITTED)
    if seen.reason_zh:
        notes.append(p.Note(Text(seen.reason_zh, seen.reason_en), "", "stop", "alert-circle"))
    if not knows:
        notes.append(_MASKED)
    return tuple(notes)


def _about(seen: RunView) -> tuple[p.Fact, ...]:
    facts = [
        p.Fact(Text("批次编号", "Batch number"), seen.number),
        p.Fact(Text("种类", "Kind"), seen.kind.label),
        p.Fact(Text("月份", "Month"), seen.month),
        p.Fact(Text("代发账户", "Pay account"), seen.payer_account),
        p.Fact(Text("发薪日", "Pay day"), seen.due_on.isoformat()),
        p.Fact(Text("扣款方式", "Debit"), Text("一笔扣总额", "One debit of the total")),
    ]
    if seen.fee_minor:
        facts.append(
            p.Fact(
                Text("跨行手续费", "Fees to other banks"),
                Money(seen.fee_minor, seen.currency).display(),
            )
        )
    if seen.reissue_of:
        facts.append(p.Fact(Text("原批次", "Reissue of"), seen.reissue_of))
    return tuple(facts)


def _serial(desk: Desk) -> str:
    return _PREFIX + desk.portal.world.ids.token(_TOKEN_BYTES)


def _at(number: str, state: RowState | None = None, after: int = 0) -> str:
    named: dict[str, Any] = {"state": state.value} if state else {}
    return url_for("payroll.one", number=number, after=after or None, **named)


def _mended_at(number: str, behind: int) -> str:
    """Where the faulty rows behind one are."""
    named: dict[str, Any] = {_BEHIND: behind} if behind else {}
    return url_for("payroll.one", number=number, **named)

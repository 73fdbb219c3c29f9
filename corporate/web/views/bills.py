"""Bills (电子票据): the board and the table, one bill with face, back and what may be done, and what was asked."""

from __future__ import annotations

import base64
from datetime import date
from typing import Any, Final

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as WebResponse

from corporate.web import bill_forms as forms
from corporate.web import bill_rows as rows
from corporate.web import parts as p
from corporate.web.bill_board import board_of
from corporate.web.bill_face import face_of, parts_of
from corporate.web.bill_notes import NOTES
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from corporate.web.search import text_value
from kernel.bills.acts import Act
from kernel.bills.codes import STATUS_NAMES, Mark, Reason
from kernel.bills.errors import NotLive
from kernel.bills.intervals import Interval, IntervalWrong
from kernel.calendar import bank_today
from kernel.errors import Conflict, Invalid, NotFound
from kernel.money import Money
from kernel.parsing import Names
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.bills.answers import (
    AgreementList,
    BillPage,
    BillQuote,
    BillRequestView,
    LaneSums,
    PrintedBill,
    ShownBill,
)
from workflows.bills.commands import (
    CountBills,
    ListAgreements,
    ListBills,
    ShowBill,
)
from workflows.bills.file_commands import BillFileLine, BillFiles, ListBillFiles
from workflows.bills.lanes import Lane
from workflows.bills.rights import CODES
from workflows.bills.states import FileSort

pages = Pages("bills")

_ASKED: Final = tuple(CODES.values())
_ROWS: Final = 50
_ALL: Final = Text("全部", "All")
_VIEWS: Final = {"": Text("列表", "Table"), "board": Text("看板", "Board")}
_WAITS: Final = Text("{bills} 张票据待签收", "{bills} bills wait for your answer")
_UNTIL: Final = Text(
    "提示付款当日未应答视为拒付，请及时处理。",
    "A presentation not answered on its day counts as refused.",
)


@pages.page("/bills", "bills.list", "bills.lanes", phone=True)
def listed(desk: Desk, *, phone: bool) -> Shown:
    """Everything the enterprise has to do with, the nearest due date first; as a table or as a board."""
    lane, view = request.args.get("lane", ""), request.args.get("view", "")
    lane, view = (lane if lane in set(Lane) else ""), (view if view in _VIEWS else "")
    text, cursor = text_value("text"), request.args.get("cursor", "")
    day = _day(request.args.get("due", ""))
    sums: LaneSums = desk.read("bills.lanes", CountBills())
    counted = {one.lane: one for one in sums.lanes}
    today = bank_today(desk.portal.world.clock)
    found = (
        BillPage()
        if view == "board"
        else desk.read(
            "bills.list",
            ListBills(lane=lane, text=text, due_from=day, due_to=day, cursor=cursor, limit=_ROWS),
        )
    )
    here: dict[str, Any] = {
        "phone": phone,
        "text": text or None,
        "view": view or None,
        "due": day.isoformat() if day else None,
    }
    facts = {
        "states": (
            (_ALL, url_for("bills.listed", **here), sum(one.bills for one in sums.lanes), not lane),
            *(
                (one.lane.label, url_for("bills.listed", **here, lane=one.lane.value), one.bills, one.lane == lane)
                for one in sums.lanes if one.bills
            ),
        ),
        "views": tuple(
            (label, url_for("bills.listed", phone=phone, view=key or None, lane=lane or None), key == view)
            for key, label in _VIEWS.items()
        ),
        "view": view, "lane": lane, "query": {"text": p.Value(text)},
        "rows": tuple(rows.row_of(one, today, phone=phone) for one in found.bills),
        "board": board_of(desk, sums, today, phone=phone) if view == "board" else None,
        "dues": rows.due_rows(sums.dues),
        "to_sign": _inbox(counted[Lane.TO_SIGN].bills, lane, url_for("bills.listed", phone=phone, lane=Lane.TO_SIGN.value)),
        "turn": p.Turn(
            rows=None if text or day else counted[Lane(lane)].bills if lane else sum(one.bills for one in sums.lanes),
            shown=len(found.bills),
            first_url=url_for("bills.listed", **here, lane=lane or None) if cursor else "",
            next_url=url_for("bills.listed", **here, lane=lane or None, cursor=found.cursor) if found.cursor else "",
        ),
        "list_url": url_for("bills.listed", phone=phone),
        "day": day, "calendar_url": url_for("bill_calendar.month", phone=phone),
        "requests_url": url_for("bill_requests.listed", phone=phone),
        "new_url": url_for("bill_requests.new", phone=phone) if desk.offers("bills.register") else "",
    }  # fmt: skip
    return Shown("pages/bills.html", facts)


@pages.page(
    "/bills/<number>/<interval>",
    "bills.show",
    "bills.quote",
    "bills.agreements",
    "bills.files",
    "bills.parties",
    "accounts.list",
    phone=True,
)
def one(desk: Desk, *, number: str, interval: str, phone: bool) -> Shown | WebResponse:
    """One interval: face, back, and the form of the act that was chosen; what was split since is listed."""
    try:
        return _one(desk, number, interval, phone=phone)
    except NotLive:
        return redirect(url_for("bills.listed", phone=phone, text=number), code=303)


@pages.page("/bills/<number>/<interval>", "bills.show", "bills.quote", "bills.agreements", "bills.files", "bills.parties", "accounts.list", *_ASKED, methods=("POST",), phone=True)  # fmt: skip
def ask(desk: Desk, *, number: str, interval: str, phone: bool) -> Shown | WebResponse:
    """Ask for an act, or answer; what is refused stands beside its field."""
    wanted = request.form.get("act", "")
    act = Act(wanted) if wanted in set(Act) else None
    if act is None:
        raise NotFound
    if request.form.get("do") == "quote":
        return _one(desk, number, interval, phone=phone)
    try:
        given = forms.given(act, request.form, _interval(interval)) | {"bill_number": number}
        done: BillRequestView = desk.perform(CODES[act], given, names=Names.PYTHON)
    except (Invalid, Conflict) as refused:
        return _one(desk, number, interval, phone=phone, faults=forms.faults_of(refused), status=422)  # fmt: skip
    said = "waits" if done.status is PublicStatus.PENDING_APPROVAL else "sent"
    return redirect(url_for("bills.one", number=number, interval=interval, phone=phone, done=said), code=303)  # fmt: skip


@pages.page("/bills/<number>/<interval>/pdf", "bills.print")
def pdf(desk: Desk, *, number: str, interval: str) -> WebResponse:
    """Face and back as a PDF."""
    found: PrintedBill = desk.read("bills.print", _named(number, interval))
    answer = Response(base64.b64decode(found.content), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return answer


def _inbox(bills: int, lane: str, href: str) -> p.Note | None:
    """That something waits for this enterprise's answer, unless that is what is looked at."""
    if not bills or lane == Lane.TO_SIGN:
        return None
    return p.Note(_WAITS.fill(bills=bills), _UNTIL, "warn", "clock", href)


def _one(
    desk: Desk,
    number: str,
    interval: str,
    *,
    phone: bool,
    faults: tuple[p.FormFault, ...] = (),
    status: int = 200,
) -> Shown:
    seen: ShownBill = desk.read("bills.show", _named(number, interval))
    line, today = seen.line[0], bank_today(desk.portal.world.clock)
    acts = [Act(one) for one in seen.acts if desk.offers(CODES[Act(one)])]
    chosen = request.values.get("act", "")
    act = Act(chosen) if chosen in acts else Act.ANSWER if Act.ANSWER in acts else None
    here: dict[str, Any] = {"number": number, "interval": line.interval, "phone": phone}
    parties = forms.known(desk) if act is not None and forms.names_party(act) else ()
    facts = {
        "row": rows.row_of(line, today, phone=phone),
        "line": line,
        "code": Text("{code} {name}", "{code} {name}").fill(code=line.bill_status, name=STATUS_NAMES[line.bill_status]),
        "amount": Money(line.amount_minor, "CNY"),
        "face": face_of(seen),
        "package": parts_of(seen, today, phone=phone),
        "seen": seen,
        "back": rows.back_of(seen.steps),
        "acts": tuple((one.value, one.label, url_for("bills.one", **here, act=one.value), one is act) for one in acts),
        "act": act.value if act else "",
        "act_name": act.label if act else "",
        "waiting": Act(line.open_act).label if line.open_act else "",
        "names_party": act is not None and forms.names_party(act),
        "takes_part": act is not None and forms.takes_part(act) and seen.splits,
        "marks": tuple((mark.value, mark.label) for mark in Mark),
        "reasons": tuple((reason.value, reason.label) for reason in Reason),
        "debtors": tuple((one.code, one.name) for one in seen.debtors),
        "files": _files(desk, here),
        "sorts": tuple((one.value, one.label) for one in FileSort),
        "attach_url": url_for("bill_papers.attach", **here) if desk.offers("bills.attach") else "",
        **_quoted(desk, number, line.interval, act),
        "parties": tuple((one, url_for("bills.one", **here, act=act.value if act else None, party=one.number)) for one in parties),
        "typed": forms.picked(parties, request.args.get("party", ""), "to") | request.values.to_dict(),
        "faults": faults,
        "fault": {one.field: one.text for one in faults},
        "serial": request.form.get("client_serial") or desk.portal.world.ids.number("W"),
        "account": seen.account_number,
        "note": NOTES.get(request.args.get("done", "")),
        "act_url": url_for("bills.ask", **here),
        "pdf_url": url_for("bills.pdf", number=number, interval=line.interval),
        "list_url": url_for("bills.listed", phone=phone), "phone": phone,
    }  # fmt: skip
    return Shown("pages/bill.html", facts, status)


def _files(desk: Desk, here: dict[str, Any]) -> tuple[tuple[BillFileLine, str], ...]:
    """What was put with the bill at an address, with where each is fetched."""
    found: BillFiles = desk.read("bills.files", ListBillFiles(bill_number=here["number"]))
    return tuple(
        (one, url_for("bill_papers.file", **here, digest=one.digest)) for one in found.files
    )


def _quoted(desk: Desk, number: str, interval: str, act: Act | None) -> dict[str, Any]:
    """What the bank would pay for what was typed, else for all of it; nothing where it has no price."""
    if act is not Act.DISCOUNT:
        return {"quote": None, "quoted": None, "bearers": ()}
    agreed: AgreementList = desk.read("bills.agreements", ListAgreements())
    said: dict[str, Any] = {"bearers": tuple(rows.bearers(agreed.agreements))}
    try:
        typed = forms.given(Act.DISCOUNT, request.values, Interval.parse(interval))
        asked = {
            "bill_number": number,
            "interval": typed["interval"],
            **forms.borne(request.values.get("borne", "")),
        }
        found: BillQuote = desk.read("bills.quote", asked, names=Names.PYTHON)
        percent = next(
            (one.percent for one in agreed.agreements if one.number == asked.get("agreement")), 0
        )
    except (Invalid, Conflict):
        return said | {"quote": None, "quoted": None}
    sums = {
        "interest": found.interest_minor,
        "buyer": found.buyer_minor,
        "proceeds": found.proceeds_minor,
    }
    return said | {
        "quote": found,
        "quoted": {name: Money(minor, "CNY") for name, minor in sums.items()}
        | {"percent": percent},
    }


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None


def _named(number: str, interval: str) -> ShowBill:
    """The bill an address names; what is no interval is not found."""
    _interval(interval)
    return ShowBill(bill_number=number, interval=interval)


def _interval(written: str) -> Interval:
    try:
        return Interval.parse(written)
    except IntervalWrong as wrong:
        raise NotFound from wrong

"""What is asked about bills (票据业务申请): a bill that is drawn, the list of requests, and one that is taken back."""

from __future__ import annotations

from typing import Final

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as WebResponse

from corporate.web import bill_forms as forms
from corporate.web import bill_rows as rows
from corporate.web import parts as p
from corporate.web.bill_notes import NOTES
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from corporate.web.statuses import look_of
from kernel.bills.acts import Act
from kernel.bills.codes import BillKind, Mark
from kernel.errors import Conflict, Invalid
from kernel.parsing import Names
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.accounts.commands import AccountList, ListAccounts
from workflows.bills.answers import BillRequestPage, BillRequestView
from workflows.bills.commands import ListBillRequests
from workflows.bills.rights import CODES
from workflows.bills.states import RequestStatus

pages = Pages("bill_requests")

_ROWS: Final = 50
_SYSTEMS: Final = (
    ("package", Text("新一代票据包，可分包流转", "A package that may be split")),
    ("whole", Text("新一代票据包，不分包", "A package that stays whole")),
    ("classic", Text("传统 ECDS 票据", "A classic bill (ECDS)")),
)
_TAKEN_BACK: Final = frozenset({
    PublicStatus.PENDING_APPROVAL, PublicStatus.SUBMITTED, PublicStatus.PROCESSING,
})  # fmt: skip


@pages.page("/bills/new", "bills.register", "bills.parties", "accounts.list", phone=True)
def new(desk: Desk, *, phone: bool) -> Shown:
    """An empty form, or one with a payee named before."""
    return _form(desk, {}, phone=phone)


@pages.page("/bills/new", "bills.register", "bills.parties", "accounts.list", methods=("POST",), phone=True)  # fmt: skip
def register(desk: Desk, *, phone: bool) -> Shown | WebResponse:
    """Register a bill one draws."""
    try:
        desk.perform(CODES[Act.REGISTER], forms.registered(request.form), names=Names.PYTHON)
    except (Invalid, Conflict) as refused:
        return _form(desk, request.form.to_dict(), forms.faults_of(refused), phone=phone)
    return redirect(url_for("bill_requests.listed", phone=phone, done="waits"), code=303)


@pages.page("/bills/requests", "bills.requests", phone=True)
def listed(desk: Desk, *, phone: bool) -> Shown:
    """What was asked, the newest first."""
    cursor = request.args.get("cursor", "")
    found: BillRequestPage = desk.read("bills.requests", ListBillRequests(cursor=cursor, limit=_ROWS))  # fmt: skip
    may, here = desk.offers(CODES[Act.WITHDRAW]), url_for("bill_requests.listed", phone=phone)
    facts = {
        "rows": tuple(
            rows.request_row(one, _tag(one), _back_url(one, phone=phone) if may else "", phone=phone)
            for one in found.requests
        ),
        "serial": desk.portal.world.ids.number("W"),
        "note": NOTES.get(request.args.get("done", "")),
        "turn": p.Turn(
            rows=None, shown=len(found.requests), first_url=here if cursor else "",
            next_url=url_for("bill_requests.listed", phone=phone, cursor=found.cursor) if found.cursor else "",
        ),
        "list_url": url_for("bills.listed", phone=phone),
    }  # fmt: skip
    return Shown("pages/bill_requests.html", facts)


@pages.page("/bills/requests/<number>/withdraw", "bills.find", CODES[Act.WITHDRAW], methods=("POST",), phone=True)  # fmt: skip
def withdraw(desk: Desk, *, number: str, phone: bool) -> WebResponse:
    """Take a request back."""
    seen: BillRequestView = desk.read("bills.find", {"number": number}, names=Names.PYTHON)
    given = {
        "client_serial": request.form.get("client_serial", ""), "account_number": seen.account_number,
        "number": number,
    }  # fmt: skip
    done: BillRequestView = desk.perform(CODES[Act.WITHDRAW], given, names=Names.PYTHON)
    said = "back" if done.number == number else "waits" if done.status is PublicStatus.PENDING_APPROVAL else "sent"  # fmt: skip
    return redirect(url_for("bill_requests.listed", phone=phone, done=said), code=303)


def _form(desk: Desk, typed: dict[str, str], faults: tuple[p.FormFault, ...] = (), *, phone: bool) -> Shown:  # fmt: skip
    found: AccountList = desk.read("accounts.list", ListAccounts())
    accounts = [one for one in found.accounts if one.currency == "CNY"]
    parties = forms.known(desk)
    facts = {
        "typed": forms.picked(parties, request.args.get("party", ""), "payee") | typed,
        "parties": tuple((one, url_for("bill_requests.new", phone=phone, party=one.number)) for one in parties),
        "faults": faults,
        "fault": {one.field: one.text for one in faults},
        "kinds": tuple((kind.value, kind.label) for kind in BillKind),
        "marks": tuple((mark.value, mark.label) for mark in Mark),
        "systems": _SYSTEMS,
        "accounts": tuple((one.account_number, f"{one.alias} {one.account_number}") for one in accounts),
        "serial": typed.get("client_serial") or desk.portal.world.ids.number("W"),
        "act_url": url_for("bill_requests.register", phone=phone),
        "list_url": url_for("bills.listed", phone=phone),
    }  # fmt: skip
    return Shown("pages/bill_new.html", facts, 422 if faults else 200)


def _back_url(one: BillRequestView, *, phone: bool) -> str:
    """Where a request is taken back, while it can be."""
    if one.status not in _TAKEN_BACK or one.act in {Act.ANSWER, Act.WITHDRAW}:
        return ""
    return url_for("bill_requests.withdraw", number=one.number, phone=phone)


def _tag(one: BillRequestView) -> p.Tag:
    seen = look_of(one.status)
    return p.Tag(RequestStatus(one.status.value).label, seen.tone, seen.icon)

"""Receipts (电子回单): the list, a preview, the PDF, and the public check of a printed one."""

from __future__ import annotations

from typing import Any, Final

from flask import Response, request, url_for

from corporate.identity import throttle
from corporate.web import parts as p
from corporate.web import sheets
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from corporate.web.search import date_value, text_value, wanted_date
from corporate.web.visit import address, current_visit, portal
from kernel.context import Context
from kernel.errors import NotFound
from kernel.money import Money
from kernel.tenancy import Scope
from receipts.facts import ReceiptFacts
from receipts.kinds import ReceiptKind
from workflows.documents.commands import GetReceipt, ListReceipts, ReceiptPage, ReceiptView
from workflows.documents.service import PrintedReceipt, SignedReceipt

pages = Pages("receipts")

_CHARS_MAX: Final = 80


@pages.page("/receipts", "documents.receipts")
def receipts(desk: Desk) -> Shown:
    """Every receipt this user may see, the newest first."""
    text, since, until = text_value("text"), wanted_date("from"), wanted_date("to")
    cursor = request.args.get("cursor", "")
    found: ReceiptPage = desk.read(
        "documents.receipts", ListReceipts(text=text, from_on=since, to_on=until, cursor=cursor)
    )
    facts = {
        "rows": tuple(_row(one) for one in found.receipts),
        "turn": p.Turn(
            rows=None,
            shown=len(found.receipts),
            first_url=_address("") if cursor else "",
            next_url=_address(found.cursor) if found.cursor else "",
        ),
        "query": {"text": p.Value(text), "from": date_value("from"), "to": date_value("to")},
        "is_filtered": bool(text or since or until),
        "list_url": url_for("receipts.receipts"),
    }
    return Shown("pages/receipts.html", facts)


@pages.page("/receipts/<number>", "documents.show")
def receipt(desk: Desk, *, number: str) -> Shown:
    """One receipt as a sheet; looking at it is not printing it."""
    found: PrintedReceipt = desk.read("documents.show", GetReceipt(number=number))
    facts = {
        "sheet": sheets.sheet(found.facts, found.code),
        "pdf_url": url_for("receipts.pdf", number=number),
        "verify_url": found.imprint.verify_url,
        "list_url": url_for("receipts.receipts"),
    }
    return Shown("pages/receipt.html", facts)


@pages.page("/receipts/<number>/pdf", "documents.receipt", methods=("POST",))
def pdf(desk: Desk, *, number: str) -> Response:
    """The document itself; each printing is counted and says which one it is."""
    found: SignedReceipt = desk.perform("documents.receipt", GetReceipt(number=number))
    answer = Response(found.content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.number}.pdf"'
    return answer


@pages.public("/verify")
def verify() -> Shown:
    """Whether a printed receipt is ours: number and code together, or nothing."""
    number = request.args.get("number", "").strip().upper()[:_CHARS_MAX]
    code = request.args.get("code", "").strip().upper()[:_CHARS_MAX]
    facts = {
        "answer": None,
        "sheet": None,
        "number": p.Value(number),
        "code": p.Value(code),
    }
    if not number or not code:
        return Shown("pages/verify.html", facts)
    try:
        found = _checked(number, code)
    except NotFound:
        return Shown("pages/verify.html", facts | {"answer": "unknown"}, 404)
    masked = sheets.masked_sheet(found, code)
    return Shown("pages/verify.html", facts | {"answer": "genuine", "sheet": masked})


def _checked(number: str, code: str) -> ReceiptFacts:
    """Ask, after counting the question against the network address it came from."""
    visit, house = current_visit(), portal()
    now = house.world.clock.now()
    with house.database.begin(Scope(visit.tenant_id)) as uow:
        throttle.attempt(uow, {f"verify:{address()[:64]}": throttle.ADDRESS}, now)
    with house.database.begin(Scope(visit.tenant_id)) as uow:
        ctx = Context(house.world, uow, visit.stranger(), now)
        return house.documents.verify(ctx, number, code)


def _row(one: ReceiptView) -> p.ReceiptRow:
    amount = Money(one.amount_minor, one.currency)
    kind = ReceiptKind(one.kind)
    return p.ReceiptRow(
        number=one.number,
        on=one.booked_on,
        kind=kind.label,
        party=one.counterparty_name,
        amount=-amount if kind.goes_out else amount,
        href=url_for("receipts.receipt", number=one.number),
        pdf_href=url_for("receipts.pdf", number=one.number),
    )


def _address(cursor: str) -> str:
    kept: dict[str, Any] = {n: request.args.get(n) or None for n in ("text", "from", "to")}
    return url_for("receipts.receipts", **kept, cursor=cursor or None)

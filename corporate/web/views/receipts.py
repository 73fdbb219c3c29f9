"""Receipts (电子回单): the list, a preview, the PDF, and the public check of a printed one."""

from __future__ import annotations

import base64
from datetime import date
from typing import Any, Final
from uuid import UUID

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as WebResponse

from corporate.identity import throttle
from corporate.web import parts as p
from corporate.web import sheets
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from corporate.web.search import date_value, text_value, wanted_date
from corporate.web.visit import address, current_visit, portal
from kernel import limits
from kernel.context import Context
from kernel.errors import NotFound
from kernel.money import Money
from kernel.tenancy import Scope
from kernel.text import Text
from receipts.facts import ReceiptFacts
from receipts.kinds import ReceiptKind
from receipts.render.payment import Paper
from workflows.documents.commands import GetReceipt, ListReceipts, ReceiptPage, ReceiptView
from workflows.documents.service import PrintedReceipt, SignedReceipt
from workflows.documents.share_commands import (
    EndShare,
    ListShares,
    PrintedFile,
    PrintReceipts,
    ShareList,
    ShareReceipt,
    ShareState,
    ShareView,
)
from workflows.documents.share_errors import ShareWrong

pages = Pages("receipts")

ANY: Final = ("", Text("全部种类", "All kinds"))
_CHARS_MAX: Final = 80
_DIGITS: Final = 4


@pages.page("/receipts", "documents.receipts")
def receipts(desk: Desk) -> Shown:
    """Every receipt this user may see, the newest first."""
    text, since, until = text_value("text"), wanted_date("from"), wanted_date("to")
    cursor, kind = request.args.get("cursor", ""), _kind()
    found: ReceiptPage = desk.read(
        "documents.receipts",
        ListReceipts(text=text, kind=kind, from_on=since, to_on=until, cursor=cursor),
    )
    facts = {
        "rows": tuple(_row(one) for one in found.receipts),
        "turn": p.Turn(
            rows=None,
            shown=len(found.receipts),
            first_url=_address("") if cursor else "",
            next_url=_address(found.cursor) if found.cursor else "",
        ),
        "query": {
            "text": p.Value(text),
            "from": date_value("from"),
            "to": date_value("to"),
            "kind": p.Value(kind),
        },
        "kinds": (ANY, *((one.value, one.label) for one in ReceiptKind)),
        "papers": tuple((one.value, one.label) for one in Paper),
        "is_filtered": bool(text or since or until or kind),
        "list_url": url_for("receipts.receipts"),
        "print_url": url_for("receipts.print_many"),
        "packs_url": url_for("packs.listed", **_days(since, until)),
    }
    return Shown("pages/receipts.html", facts)


@pages.page("/receipts/print", "documents.print", methods=("POST",))
def print_many(desk: Desk) -> WebResponse:
    """The chosen receipts as one file; each is counted."""
    paper = request.form.get("paper", "")
    asked = PrintReceipts(
        numbers=tuple(request.form.getlist("number")[: limits.PRINT_RECEIPTS_MAX + 1]),
        paper=Paper(paper) if paper in set(Paper) else Paper.SINGLE,
    )
    found: PrintedFile = desk.perform("documents.print", asked)
    return _file(base64.b64decode(found.content), found.name)


@pages.page("/receipts/<number>", "documents.show", "documents.shares")
def receipt(desk: Desk, *, number: str) -> Shown:
    """One receipt as a sheet; looking at it is not printing it."""
    return _receipt(desk, number)


@pages.page(
    "/receipts/<number>/share",
    "documents.show", "documents.shares", "documents.share",
    methods=("POST",),
)  # fmt: skip
def share(desk: Desk, *, number: str) -> Shown:
    """A new link, shown this once."""
    days, uses = (_whole(request.form.get(name, "")) for name in ("days", "uses"))
    asked = ShareReceipt(number=number, days=days, uses=uses)
    try:
        made: ShareView = desk.perform("documents.share", asked)
    except ShareWrong as refused:
        return _receipt(desk, number, fault=refused.message)
    return _receipt(desk, number, link=_public(desk, made.token))


@pages.page(
    "/receipts/<number>/share/<uuid:link>/end",
    "documents.show", "documents.shares", "documents.unshare",
    methods=("POST",),
)  # fmt: skip
def end_share(desk: Desk, *, number: str, link: UUID) -> WebResponse:
    """Take a link back."""
    desk.perform("documents.unshare", EndShare(id=str(link)))
    return redirect(url_for("receipts.receipt", number=number), code=303)


@pages.page("/receipts/<number>/pdf", "documents.receipt", methods=("POST",))
def pdf(desk: Desk, *, number: str) -> WebResponse:
    """The document itself; each printing is counted and says which one it is."""
    found: SignedReceipt = desk.perform("documents.receipt", GetReceipt(number=number))
    return _file(found.content, f"{found.number}.pdf")


def _receipt(desk: Desk, number: str, *, link: str = "", fault: Text | str = "") -> Shown:
    found: PrintedReceipt = desk.read("documents.show", GetReceipt(number=number))
    links: ShareList = desk.read("documents.shares", ListShares(number=number))
    facts = {
        "sheet": sheets.sheet(found.facts, found.code),
        "pdf_url": url_for("receipts.pdf", number=number),
        "vouchers": tuple(
            (form.upper(), url_for("vouchers.file", number=number, form=form))
            for form in ("ofd", "xml")
            if found.facts.kind.row.moves
        ),
        "verify_url": found.imprint.verify_url,
        "list_url": url_for("receipts.receipts"),
        "may_share": desk.offers("documents.share"),
        "share_url": url_for("receipts.share", number=number),
        "link": link,
        "fault": fault,
        "shares": tuple(_share_row(number, one) for one in links.links),
        "days_max": limits.SHARE_DAYS_MAX,
        "uses_max": limits.SHARE_USES_MAX,
    }
    return Shown("pages/receipt.html", facts, 400 if fault else 200)


def _share_row(number: str, one: ShareView) -> p.ShareRow:
    is_open = one.state is ShareState.OPEN
    return p.ShareRow(
        made=one.created_at,
        until=one.expires_at,
        status=p.Tag(one.state.label, "ok" if is_open else ""),
        uses=f"{one.uses} / {one.uses_max}",
        end_href=url_for("receipts.end_share", number=number, link=one.id) if is_open else "",
    )


def _public(desk: Desk, token: str) -> str:
    """Where anybody finds a shared receipt."""
    return f"{desk.portal.settings.public_url}/b/{desk.visit.slug}/s/{token}"


def _file(content: bytes, name: str) -> WebResponse:
    answer = Response(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _whole(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < _DIGITS else 0


def _kind() -> str:
    wanted = request.args.get("kind", "")
    return wanted if wanted in set(ReceiptKind) else ""


def _days(since: date | None, until: date | None) -> dict[str, Any]:
    said = {"from_on": since, "to_on": until}
    return {name: day.isoformat() for name, day in said.items() if day}


@pages.public("/verify")
def verify() -> Shown:
    """Whether a printed receipt is ours: number and code together, or nothing."""
    number = request.args.get("number", "").strip().upper()[:_CHARS_MAX]
    code = request.args.get("code", "").strip().upper()[:_CHARS_MAX]
    facts = {
        "answer": None,
        "sheet": None,
        "file_url": url_for("shared.check_file"),
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
        amount=-amount if kind.goes_out and kind.row.moves else amount,
        href=url_for("receipts.receipt", number=one.number),
        pdf_href=url_for("receipts.pdf", number=one.number),
        moves=kind.row.moves,
    )


def _address(cursor: str) -> str:
    kept: dict[str, Any] = {n: request.args.get(n) or None for n in ("text", "kind", "from", "to")}
    return url_for("receipts.receipts", **kept, cursor=cursor or None)

"""Papers of bills: contracts and invoices put with one, and the slip of an act that is done (材料与回单)."""

from __future__ import annotations

import base64
import re
from typing import Final
from urllib.parse import quote

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as WebResponse

from corporate.web.desk import Desk
from corporate.web.routes import Pages
from kernel import limits
from kernel.bills.intervals import Interval, IntervalWrong
from kernel.errors import Invalid, NotFound
from kernel.parsing import Names
from workflows.bills.answers import PrintedBill
from workflows.bills.commands import ShowBill
from workflows.bills.file_commands import DIGEST_PATTERN, AttachToBill, NameBillFile
from workflows.bills.files import StoredBillFile
from workflows.bills.states import FileSort

pages = Pages("bill_papers")
LARGE: Final = "bill_papers.attach"
"""The endpoint a file is sent to."""


@pages.page(
    "/bills/<number>/<interval>/files", "bills.attach", "bills.show", methods=("POST",), phone=True
)
def attach(desk: Desk, *, number: str, interval: str, phone: bool) -> WebResponse:
    """Put a contract or an invoice with a bill; what is refused is said on the bill's page."""
    desk.read("bills.show", ShowBill(bill_number=number, interval=_interval(interval)))
    taken, sort = request.files.get("file"), request.form.get("sort", "")
    chosen = FileSort(sort) if sort in set(FileSort) else FileSort.OTHER
    content = taken.read(limits.ATTACHMENT_BYTES_MAX + 1) if taken else b""
    said = "kept"
    try:
        name = (taken.filename if taken else "") or "-"
        asked = AttachToBill(bill_number=number, sort=chosen, name=name, content=content)
        if len(content) > limits.ATTACHMENT_BYTES_MAX:
            said = "large"
        else:
            desk.perform("bills.attach", asked)
    except Invalid as refused:
        said = "many" if refused.code == "bill.files_too_many" else "unread"
    back = url_for("bills.one", number=number, interval=interval, phone=phone, done=said)
    return redirect(f"{back}#files", code=303)


@pages.page("/bills/<number>/<interval>/files/<digest>", "bills.file", phone=True)
def file(desk: Desk, *, number: str, interval: str, digest: str, phone: bool) -> WebResponse:
    """One of them."""
    del interval, phone
    if re.fullmatch(DIGEST_PATTERN, digest) is None:
        raise NotFound
    found: StoredBillFile = desk.read("bills.file", NameBillFile(bill_number=number, digest=digest))
    answer = Response(found.content, content_type=found.media_type)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
    return answer


@pages.page("/bills/requests/<number>/receipt", "bills.receipt")
def receipt(desk: Desk, *, number: str) -> WebResponse:
    """The slip of a request that is done, signed."""
    found: PrintedBill = desk.read("bills.receipt", {"number": number}, names=Names.PYTHON)
    answer = Response(base64.b64decode(found.content), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return answer


def _interval(written: str) -> str:
    """An interval as an address has it; what is none is not found."""
    try:
        return str(Interval.parse(written))
    except IntervalWrong as wrong:
        raise NotFound from wrong

"""Accounting vouchers of receipts (电子凭证): OFD and XBRL beside the PDF."""

from __future__ import annotations

import base64
from typing import Final

from flask import Response

from corporate.web.desk import Desk
from corporate.web.routes import Pages
from kernel.errors import NotFound
from kernel.text import Text
from workflows.documents.voucher_commands import VoucherFile, VoucherFormat

pages = Pages("vouchers")

_FORM: Final = Text("该格式", "The form")


@pages.page("/receipts/<number>/voucher/<form>", "documents.voucher", methods=("POST",))
def file(desk: Desk, *, number: str, form: str) -> Response:
    """The voucher in one of its forms; no printing is counted."""
    if form not in set(VoucherFormat):
        raise NotFound(_FORM)
    found: VoucherFile = desk.perform("documents.voucher", {"Number": number, "Format": form})
    answer = Response(base64.b64decode(found.content), content_type=found.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return answer

"""Hands out the documents of a payment; a browser may only save them, never run them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Response

from corporate.web.desk import Desk
from corporate.web.routes import Pages
from workflows.payments.attachment_commands import NameAttachment
from workflows.payments.attachments import StoredAttachment

pages = Pages("attachments")


@pages.page("/attachments/<uuid:attachment_id>", "payments.attachment")
def download(desk: Desk, *, attachment_id: Any) -> Response:
    """One document, under the name its maker gave it."""
    command = NameAttachment(attachment_id=str(attachment_id))
    found: StoredAttachment = desk.read("payments.attachment", command)
    answer = Response(found.content, content_type=found.media_type)
    named = quote(found.name, safe="")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{named}"
    return answer

"""Documents of the payment a form was copied from: offered with the form, and put with the new payment where they stay ticked.

A correction keeps them unless its maker takes them off; a copy pays something else, so what went with the old one is offered
and not ticked. Each is handed out as it was signed before it is put with the new one, so a damaged one is refused here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import request

from corporate.web import parts as p
from corporate.web import resubmitting, slips, uploads
from corporate.web.desk import Desk
from corporate.web.parts import FormFault
from kernel.errors import NotFound, YinqiError
from workflows.payments.attachment_commands import (
    Attached,
    AttachmentLine,
    ListAttached,
    NameAttachment,
)
from workflows.payments.attachments import StoredAttachment
from workflows.payments.page_answers import FollowedPayment
from workflows.payments.page_commands import FollowPayment

FIELD: Final = "copy"
"""The field that carries the old one's number from its page through the form."""
KEEP: Final = "keep"
OPERATIONS: Final = (
    "payments.follow",
    "payments.attached",
    "payments.attachment",
    "payments.attach",
)
_NUMBER_CHARS: Final = 40


@dataclass(frozen=True, slots=True)
class Offer:
    """A document of the old one as the form shows it."""

    id: str
    file: p.File
    is_kept: bool


def copied_number() -> str:
    """The payment the form was copied from, as the page or the form says it; nothing for any other."""
    return request.values.get(FIELD, "")[:_NUMBER_CHARS]


def offered(desk: Desk, attached: Attached) -> tuple[Offer, ...]:
    """What the old one had and this one has not yet, ticked as it was, at first for a correction."""
    left = _left(desk, attached)
    first = request.method == "GET" and bool(resubmitting.old_number())
    ticked = set(request.form.getlist(KEEP))
    return tuple(
        Offer(one.attachment_id, file, first or one.attachment_id in ticked)
        for one, file in zip(left, slips.files(left), strict=True)
    )


def keep_ticked(desk: Desk, serial: str) -> tuple[FormFault, ...]:
    """Put the ticked ones with this one, each once however often it is pressed; what could not be, and why."""
    ticked = set(request.form.getlist(KEEP))
    if not ticked:
        return ()
    attached: Attached = desk.read("payments.attached", ListAttached(client_serial=serial))
    found: list[FormFault] = []
    for one in _left(desk, attached):
        if one.attachment_id in ticked:
            found += _keep(desk, serial, one)
    return tuple(found)


def _keep(desk: Desk, serial: str, one: AttachmentLine) -> tuple[FormFault, ...]:
    named = NameAttachment(attachment_id=one.attachment_id)
    try:
        whole: StoredAttachment = desk.read("payments.attachment", named)
    except YinqiError as refused:
        return (FormFault(uploads.FIELD, refused.message),)
    return uploads.keep_one(desk, serial, whole.name, whole.content)


def _left(desk: Desk, attached: Attached) -> tuple[AttachmentLine, ...]:
    number = copied_number()
    if not number:
        return ()
    try:
        old: FollowedPayment = desk.read("payments.follow", FollowPayment(number=number))
    except NotFound:
        return ()
    held = {one.digest for one in attached.files}
    return tuple(one for one in old.files if one.digest not in held)

"""Files that came with the payment form: kept at once, so that a fault elsewhere does not lose them."""

from __future__ import annotations

from typing import Final

from flask import request

from corporate.web.desk import Desk
from corporate.web.parts import FormFault
from kernel import limits
from kernel.errors import Faulty, YinqiError
from kernel.text import Text
from workflows.payments.attachment_commands import Attach

FIELD: Final = "files"
_TOO_LARGE: Final = Text("“{name}”超过 {max} MB", "“{name}” is larger than {max} MB")


def keep_uploads(desk: Desk, serial: str) -> tuple[FormFault, ...]:
    """Keep every file that was sent; what could not be kept, and why."""
    found: list[FormFault] = []
    for file in request.files.getlist(FIELD):
        if not file.filename:
            continue
        content = file.stream.read(limits.ATTACHMENT_BYTES_MAX + 1)
        if len(content) > limits.ATTACHMENT_BYTES_MAX:
            most = limits.ATTACHMENT_BYTES_MAX >> 20
            said = _TOO_LARGE.fill(name=file.filename[:80], max=most)
            found.append(FormFault(FIELD, said))
            continue
        found += keep_one(desk, serial, file.filename[:80], content)
    return tuple(found)


def keep_one(desk: Desk, serial: str, name: str, content: bytes) -> tuple[FormFault, ...]:
    """Put one document with a payment's serial; why it could not be, if so."""
    try:
        desk.perform("payments.attach", Attach(client_serial=serial, name=name, content=content))
    except Faulty as faulty:
        return tuple(FormFault(FIELD, one.text) for one in faulty.findings)
    except YinqiError as refused:
        return (FormFault(FIELD, refused.message),)
    return ()

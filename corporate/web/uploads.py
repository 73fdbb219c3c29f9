"""Files that came with the payment form: kept at once, so that a fault elsewhere does not lose them."""

from __future__ import annotations

from flask import request

from corporate.web.desk import Desk
from corporate.web.parts import FormFault
from kernel import limits
from kernel.errors import Faulty, YinqiError
from kernel.text import Text
from workflows.payments.attachment_commands import Attach

FIELD = "files"
_TOO_LARGE = Text("“{name}”超过 {max} MB", "“{name}” is larger than {max} MB")


def keep_uploads(desk: Desk, serial: str) -> tuple[FormFault, ...]:
    """Keep every file that was sent; what could not be kept, and why."""
    found = []
    for file in request.files.getlist(FIELD):
        if not file.filename:
            continue
        content = file.stream.read(limits.ATTACHMENT_BYTES_MAX + 1)
        if len(content) > limits.ATTACHMENT_BYTES_MAX:
            most = limits.ATTACHMENT_BYTES_MAX >> 20
            said = _TOO_LARGE.fill(name=file.filename[:80], max=most)
            found.append(FormFault(FIELD, said))
            continue
        command = Attach(client_serial=serial, name=file.filename[:80], content=content)
        try:
            desk.perform("payments.attach", command)
        except Faulty as faulty:
            found += [FormFault(FIELD, one.text) for one in faulty.findings]
        except YinqiError as refused:
            found.append(FormFault(FIELD, refused.message))
    return tuple(found)

"""Reads JSON messages: `{"Head": {…}, "Body": {…}}`, members in any order, in the catalogue's names.

Writers of JSON sort members as they like, so the head is looked for wherever it stands: in one pass
over bytes that are bounded, before anybody is known. What that pass found is compared with what the
strict reader finds in the verified message.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any, Final

from connectors.direct_link.body import Body
from connectors.direct_link.dialect import Asked
from connectors.direct_link.documents import document_field, format_of
from connectors.direct_link.errors import LinkRule
from connectors.direct_link.head import Head, Texts
from kernel.charset import Encoding
from kernel.errors import Faulty, Finding
from kernel.findings import shown
from kernel.json import read_json
from kernel.limits import LINK_HEAD_BYTES_MAX
from kernel.operation import Operation, wire_name
from kernel.parsing import parse
from kernel.xml import screen

HEAD: Final = "/Head"
BODY: Final = "/Body"
_HEAD_MEMBER: Final = re.compile(rb'"Head"[ \t\r\n]*:[ \t\r\n]*(\{[^{}]*\})')
_MEMBERS: Final = frozenset({"Head", "Body"})
_PLACE: Final = re.compile(r"\[([0-9]+)\]")


def read_head(start: bytes) -> tuple[Head, Texts]:
    """Find the head in a message; raises Faulty with pointers into the document."""
    found = _HEAD_MEMBER.search(start)
    if found is None or len(found[1]) > LINK_HEAD_BYTES_MAX:
        raise LinkRule.JSON_HEAD_MISSING.refusal(HEAD, limit=LINK_HEAD_BYTES_MAX)
    texts = read_json(found[1])
    try:
        return parse(Head, texts), texts
    except Faulty as fault:
        raise Faulty(
            Finding(f.code, f.severity, f.text, f"{HEAD}/{f.field}") for f in fault.findings
        ) from None


def read_message(body: Body, claimed: Texts, operation: Operation) -> Asked:
    """Return what is asked of a verified message; raises Faulty."""
    given = _body(read_json(body.content()), claimed)
    form, info = format_of(operation.command), document_field(operation.command)
    if form is None or info is None:
        return Asked(given, Encoding.UTF8)
    text = given.get(info.wire_name)
    if form.read is None or not isinstance(text, str) or given.keys() != {info.wire_name}:
        raise LinkRule.JSON_DOCUMENT.refusal(BODY, name=info.wire_name)
    document = form.read(screen(BytesIO(text.encode())))
    return Asked(operation.command(**{info.name: document}), Encoding.UTF8)


def _body(message: Any, claimed: Texts) -> dict[str, Any]:
    """The members of the body, of a message that has head and body and nothing else."""
    if not isinstance(message, dict) or not message.keys() <= _MEMBERS:
        names = ", ".join(message) if isinstance(message, dict) else ""
        raise LinkRule.JSON_SHAPE.refusal(found=shown(names) or "—")
    if message.get("Head") != claimed:
        raise LinkRule.HEAD_CHANGED.refusal(HEAD)
    given = message.get("Body")
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise LinkRule.JSON_SHAPE.refusal(BODY, found="—")
    return given


def pointer_of(field: str, operation: Operation | None) -> str:
    """Where a fault stands, as a JSON pointer (RFC 6901): `Items[3].Amount` → `/Body/Items/2/Amount`."""
    if not field or field.startswith("/") or operation is None:
        return field
    counted = _PLACE.sub(lambda found: f"/{int(found[1]) - 1}", field)
    parts = (wire_name(part) if part.islower() else part for part in re.split(r"[./]", counted))
    return f"{BODY}/{'/'.join(parts)}"

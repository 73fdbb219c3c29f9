"""The JSON dialect: reads through the strict reader of the house, writes what OpenAPI describes."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from typing import Any, Final

from connectors.direct_link.body import Body
from connectors.direct_link.dialect import Asked, Detached, Heading
from connectors.direct_link.documents import document_field, document_of, format_of
from connectors.direct_link.head import Head, Texts
from connectors.direct_link.json_door.reading import pointer_of, read_head, read_message
from connectors.direct_link.refusals import Refusal
from kernel.errors import Finding
from kernel.iso20022.builder import iso_time
from kernel.limits import JSON_BYTES_MAX
from kernel.operation import Operation
from kernel.parsing import plain
from kernel.text import Text

Members = dict[str, Any]


class Json(Detached):
    """Messages as `direct-link-v1.openapi.json` has them."""

    content_type: Final = "application/json; charset=utf-8"
    start_bytes: Final = JSON_BYTES_MAX

    def length_max(self, operation: Operation | None) -> int:
        """The reader's own limit, whatever is asked; long documents go by XML."""
        del operation
        return JSON_BYTES_MAX

    def head(self, start: bytes) -> tuple[Head, Texts]:
        """Find the head wherever it stands; raises Faulty."""
        return read_head(start)

    def read(self, body: Body, claimed: Texts, operation: Operation) -> Asked:
        """Return what is asked, for the gate; raises Faulty."""
        return read_message(body, claimed, operation)

    def accepted(self, heading: Heading, answer: object) -> bytes:
        """Head and body; a document is one text in the body."""
        return _written({"Head": _head(heading), "Body": _answer(answer)})

    def refused(
        self,
        heading: Heading,
        told: Refusal,
        faults: Iterable[Finding],
        operation: Operation | None,
    ) -> bytes:
        """Head, and the list of faults if there are any."""
        del told
        listed = [_fault(finding, operation) for finding in faults]
        return _written({"Head": _head(heading)} | ({"Faults": listed} if listed else {}))

    def status(self, told: Refusal) -> int:
        """As the table of refusals has it."""
        return told.status


def _head(heading: Heading) -> Members:
    return {
        **dict(heading.echoes()),
        "Timestamp": iso_time(heading.at),
        "Trace": heading.trace,
        "Code": heading.code,
        **({"Reason": heading.reason} if heading.reason else {}),
        "Text": _text(heading.text),
        "Duplicate": heading.duplicate,
    }


def _answer(answer: object) -> Members:
    members, info = plain(answer), document_field(type(answer))
    if format_of(type(answer)) is not None and info is not None:
        members[info.wire_name] = document_of(answer).decode()
    return members


def _fault(finding: Finding, operation: Operation | None) -> Members:
    place = pointer_of(finding.field, operation)
    return {"Code": finding.code, "Element": place, "Text": _text(finding.text)}


def _text(text: Text) -> Members:
    return {"Zh": text.zh, "En": text.en}


def _written(message: Members) -> bytes:
    """What no UTF-8 can hold is marked, and never a failure."""
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":"), default=_bytes)
    return text.encode("utf-8", "replace")


def _bytes(value: object) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(type(value).__name__)

"""Signed XML, the first dialect: one Request with head and body, one Response with head and body."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from connectors.direct_link.body import START_BYTES, Body
from connectors.direct_link.dialect import Asked, Detached, Heading
from connectors.direct_link.documents import document_of, format_of
from connectors.direct_link.elements import leaf, record_element
from connectors.direct_link.envelope import Envelopes, place_of
from connectors.direct_link.head import NAMESPACE, Head, Texts, read_head
from connectors.direct_link.refusals import Refusal
from kernel import limits
from kernel.errors import Finding
from kernel.iso20022.builder import iso_time
from kernel.operation import Operation
from kernel.text import Text

_DECLARATION: Final = "<?xml version='1.0' encoding='UTF-8'?>\n"


class SignedXml(Detached):
    """Requests and responses as `direct-link-v1.xsd` has them."""

    content_type: Final = "application/xml; charset=utf-8"
    start_bytes: Final = START_BYTES

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._envelopes = Envelopes(operations)

    @property
    def contract(self) -> bytes:
        """The XML schema of every message."""
        return self._envelopes.contract

    def length_max(self, operation: Operation | None) -> int:
        """Only a message that carries a document may be long."""
        if operation is not None and format_of(operation.command) is not None:
            return limits.LINK_BODY_BYTES_MAX
        return limits.XML_BYTES_MAX

    def head(self, start: bytes) -> tuple[Head, Texts]:
        """Read the head from the first bytes of a message; raises Faulty."""
        return read_head(start)

    def read(self, body: Body, claimed: Texts, operation: Operation) -> Asked:
        """Return what is asked, for the gate; raises Faulty."""
        return self._envelopes.read(body, claimed, operation)

    def accepted(self, heading: Heading, answer: object) -> bytes:
        """The answer, or its document, in the body of a Response."""
        return _response(heading, answer_element(answer))

    def refused(
        self,
        heading: Heading,
        told: Refusal,
        faults: Iterable[Finding],
        operation: Operation | None,
    ) -> bytes:
        """The list of faults, if there are any, in the body of a Response."""
        del told
        return _response(heading, faults_element(faults, _places(operation)).encode())

    def status(self, told: Refusal) -> int:
        """As the table of refusals has it."""
        return told.status


def answer_element(answer: object) -> bytes:
    """An answer as the element of its type's name, or as its document."""
    if format_of(type(answer)) is None:
        return record_element(answer).encode()
    return _without_declaration(document_of(answer))


def faults_element(findings: Iterable[Finding], place: Callable[[str], str]) -> str:
    """The list of faults, each with its element; empty without any."""
    faults = []
    for finding in findings:
        told = leaf("Code", finding.code) + leaf("Element", place(finding.field))
        faults.append(f"<Fault>{told}{_texts(finding.text)}</Fault>")
    return f"<Faults>{''.join(faults)}</Faults>" if faults else ""


def heading_elements(heading: Heading) -> str:
    """What every answer begins with."""
    return "".join((
        *(leaf(name, value) for name, value in heading.echoes()),
        leaf("Timestamp", iso_time(heading.at)),
        leaf("Trace", heading.trace),
        leaf("Code", heading.code),
        leaf("Reason", heading.reason) if heading.reason else "",
        _texts(heading.text),
        leaf("Duplicate", "true" if heading.duplicate else "false"),
    ))  # fmt: skip


def _places(operation: Operation | None) -> Callable[[str], str]:
    if operation is None:
        return str
    return lambda field: place_of(field, operation.command)


def _response(heading: Heading, body: bytes) -> bytes:
    """The whole document; what stands in the body goes in as it was written and checked."""
    inside = b"<Body>%b</Body>" % body if body else b"<Body/>"
    head = heading_elements(heading)
    start = f'{_DECLARATION}<Response xmlns="{NAMESPACE}"><Head>{head}</Head>'
    return b"%b%b</Response>" % (start.encode(), inside)


def _texts(text: Text) -> str:
    return leaf("Text", text.zh, ' lang="zh"') + leaf("Text", text.en, ' lang="en"')


def _without_declaration(document: bytes) -> bytes:
    start = document.find(b"?>") + 2 if document.startswith(b"<?xml") else 0
    return document[start:].strip()

"""Reads a verified SOAP message whole: against the schema of its WSDL, then into what the gate takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from connectors.direct_link.body import Body
from connectors.direct_link.contract.soap_schema import request_name, schema_of
from connectors.direct_link.dialect import Asked
from connectors.direct_link.documents import ROOT, Format, format_of
from connectors.direct_link.elements import qualified, values_of
from connectors.direct_link.envelope import refuse, sharper
from connectors.direct_link.errors import LinkRule
from connectors.direct_link.head import Texts
from connectors.direct_link.soap.errors import NotUnderstood, SoapRule
from connectors.direct_link.soap.lexical import tolerant
from connectors.direct_link.soap.opening import BODY, ENVELOPE
from connectors.direct_link.soap.version import Version
from kernel.charset import Encoding
from kernel.errors import Faulty, Finding
from kernel.findings import shown
from kernel.operation import Operation, fields_of, wire_name
from kernel.parsing import parse
from kernel.xml import Element, Schema, cut, encoding_of, local, read_tree

_START_BYTES: Final = 256
_YES: Final = frozenset({"1", "true"})


class Messages:
    """Reads requests of both versions for the operations of one catalogue."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self.contract = schema_of(operations)
        self._schema = Schema(lambda: self.contract)

    def read(self, body: Body, claimed: Texts, operation: Operation, version: Version) -> Asked:
        """Return what is asked, for the gate; raises Faulty and NotUnderstood."""
        form = format_of(operation.command)
        if form is not None:
            return self._read_document(body, claimed, operation, version, form)
        content = body.content()
        encoding = encoding_of(content[:_START_BYTES])
        request = _asked(read_tree(content), claimed, operation, version)
        found = list(self._schema.findings(request))
        given = _given(request, operation)
        if found:
            raise Faulty(sharper(found, list(_by_reader(given, operation, encoding))))
        return Asked(given, encoding)

    def _read_document(
        self, body: Body, claimed: Texts, operation: Operation, version: Version, form: Format
    ) -> Asked:
        """Read the envelope around the document, then the document as the file it was."""
        around, payload = cut(body.source, ROOT)
        request = _asked(read_tree(around), claimed, operation, version)
        refuse(self._schema.findings(request))
        if form.read is None:
            message = f"{operation.code}: its document is only written, never read"
            raise TypeError(message)
        (info,) = fields_of(operation.command)
        return Asked(operation.command(**{info.name: form.read(payload)}), Encoding.UTF8)


def place_of(field: str, operation: Operation) -> str:
    """Where a fault of a command's field stands: `/Envelope/Body/PaymentsSubmitRequest/Body/Amount`."""
    if not field or field.startswith("/"):
        return field
    path = "/".join(wire_name(part) if part.islower() else part for part in field.split("."))
    return f"{BODY}/{request_name(operation.code)}/Body/{path}"


def check_headers(header: Element | None, version: Version, understood: frozenset[str]) -> None:
    """Refuse a header that must be understood and is not among `understood`."""
    for each in header if header is not None else ():
        if each.get(version.name("mustUnderstand")) in _YES and each.tag not in understood:
            raise NotUnderstood(name=shown(local(each.tag)))


def parts_of(root: Element, version: Version) -> tuple[Element | None, Element]:
    """The header, if there is one, and the body of an envelope; raises Faulty."""
    parts = list(root)
    header = parts.pop(0) if parts and parts[0].tag == version.name("Header") else None
    if root.tag != version.name("Envelope") or [p.tag for p in parts] != [version.name("Body")]:
        raise SoapRule.SHAPE.refusal(ENVELOPE)
    if len(parts[0]) != 1:
        raise SoapRule.SHAPE.refusal(BODY)
    return header, parts[0]


def _asked(root: Element, claimed: Texts, operation: Operation, version: Version) -> Element:
    """The request in the envelope; raises Faulty if it is not what the head announced."""
    header, body = parts_of(root, version)
    check_headers(header, version, frozenset())
    (request,) = body
    head = request.find(qualified("Head"))
    if head is None or {local(each.tag): each.text or "" for each in head} != claimed:
        place = f"{BODY}/{local(request.tag)}/Head"
        raise LinkRule.HEAD_CHANGED.refusal(place)
    expected = request_name(operation.code)
    if request.tag != qualified(expected):
        found = shown(local(request.tag))
        raise LinkRule.BODY_DIFFERS.refusal(
            BODY, operation=operation.code, expected=expected, found=found
        )
    return request


def _given(request: Element, operation: Operation) -> dict[str, Any]:
    element = request.find(qualified("Body"))
    raw = {} if element is None else values_of(element, operation.command)
    return tolerant(raw, operation.command)


def _by_reader(
    given: dict[str, Any], operation: Operation, encoding: Encoding
) -> Iterator[Finding]:
    """What the command's own reader says of a message its schema refuses."""
    try:
        parse(operation.command, given, encoding=encoding)
    except Faulty as fault:
        for found in fault.findings:
            place = place_of(found.field, operation)
            yield Finding(found.code, found.severity, found.text, place)

"""Reads a verified message whole: against the schema first, then into what the gate takes.

Every fault is told at once with the element it is about. Where both the schema and the command's
own reader object to an element, the reader's sentence is told: it says what to change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from connectors.direct_link.body import Body
from connectors.direct_link.contract import xsd
from connectors.direct_link.dialect import Asked
from connectors.direct_link.documents import ROOT, Format, element_name, format_of
from connectors.direct_link.elements import qualified, values_of
from connectors.direct_link.errors import LinkRule
from connectors.direct_link.head import Texts
from kernel.charset import Encoding
from kernel.errors import Faulty, Finding
from kernel.findings import Findings, shown
from kernel.operation import Operation, fields_of, wire_name
from kernel.parsing import parse
from kernel.xml import Element, Schema, cut, encoding_of, local, read_tree

_HEAD: Final = "/Request/Head"
_BODY: Final = "/Request/Body"
_START_BYTES: Final = 256


class Envelopes:
    """Reads requests for the operations of one catalogue."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self.contract = xsd.schema_of(operations)
        self._schema = Schema(lambda: self.contract)

    def read(self, body: Body, claimed: Texts, operation: Operation) -> Asked:
        """Return what is asked, for the gate; raises Faulty."""
        form = format_of(operation.command)
        if form is None:
            return self._read_record(body, claimed, operation)
        return self._read_document(body, claimed, operation, form)

    def _read_record(self, body: Body, claimed: Texts, operation: Operation) -> Asked:
        content = body.content()
        encoding = encoding_of(content[:_START_BYTES])
        root = read_tree(content)
        found = list(self._schema.findings(root))
        if found:
            if (inside := root.find(qualified("Body"))) is not None and len(inside):
                _the_one(inside, operation)
            raise Faulty(sharper(found, self._faults_of_values(root, operation, encoding)))
        element = self._asked(root, claimed, operation)
        return Asked(values_of(element, operation.command), encoding)

    def _read_document(
        self, body: Body, claimed: Texts, operation: Operation, form: Format
    ) -> Asked:
        """Read the envelope around the document, then the document as the file it was."""
        around, payload = cut(body.source, ROOT)
        root = read_tree(around)
        element = self._asked(root, claimed, operation)
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)  # what it must be, its own reader knows better than our schema
        refuse(self._schema.findings(root))
        if form.read is None:
            message = f"{operation.code}: its document is only written, never read"
            raise TypeError(message)
        (info,) = fields_of(operation.command)
        return Asked(operation.command(**{info.name: form.read(payload)}), Encoding.UTF8)

    def _asked(self, root: Element, claimed: Texts, operation: Operation) -> Element:
        """The one element in the body; raises Faulty if it is not what the head announced."""
        head, inside = root.find(qualified("Head")), root.find(qualified("Body"))
        if head is None or {local(each.tag): each.text or "" for each in head} != claimed:
            raise LinkRule.HEAD_CHANGED.refusal(_HEAD)
        return _the_one(inside, operation)

    @staticmethod
    def _faults_of_values(
        root: Element, operation: Operation, encoding: Encoding
    ) -> tuple[Finding, ...]:
        """What the command's own reader says of a message its schema refuses."""
        element = root.find(f"{qualified('Body')}/{qualified(element_name(operation.command))}")
        if element is None:
            return ()
        try:
            parse(operation.command, values_of(element, operation.command), encoding=encoding)
        except Faulty as fault:
            return tuple(_placed(fault.findings, operation.command))
        return ()


def _the_one(inside: Element | None, operation: Operation) -> Element:
    """The element the operation asks for; raises Faulty, naming it, where the body holds another."""
    expected = element_name(operation.command)
    names = [local(child.tag) for child in inside] if inside is not None else []
    if inside is None or names != [expected]:
        found = shown(", ".join(names)) or "—"
        raise LinkRule.BODY_DIFFERS.refusal(
            _BODY, operation=operation.code, expected=expected, found=found
        )
    return inside[0]


def refuse(findings: Iterable[Finding]) -> None:
    """Raise Faulty if there are any."""
    found = Findings()
    found.extend(findings)
    found.refuse_if_any()


def place_of(field: str, record: type[Any]) -> str:
    """Where a fault of a command's field stands in the message: `/Request/Body/…/PayeeName`."""
    if not field or field.startswith("/"):
        return field
    path = "/".join(wire_name(part) if part.islower() else part for part in field.split("."))
    return f"{_BODY}/{element_name(record)}/{path}"


def _placed(findings: Iterable[Finding], record: type[Any]) -> Iterator[Finding]:
    for finding in findings:
        yield Finding(finding.code, finding.severity, finding.text, place_of(finding.field, record))


def sharper(by_schema: list[Finding], by_reader: Sequence[Finding]) -> list[Finding]:
    """Of two faults about one element, tell the reader's."""
    places = {finding.field for finding in by_reader}
    return [*by_reader, *(finding for finding in by_schema if finding.field not in places)]

"""The XML schema of signed XML, built from the declarations with lxml: Request and Response."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from connectors.direct_link.contract import values
from connectors.direct_link.contract.records import Records, records_of
from connectors.direct_link.contract.xsd_parts import (
    complex_type,
    documents,
    element,
    fault_types,
    heads,
    restriction,
    schema_document,
    types_of,
    xs,
)
from kernel.operation import Operation
from kernel.xml import Element


def schema_of(operations: Iterable[Operation]) -> bytes:
    """Return the schema of the operations offered at this door."""
    records = records_of(operations)
    types = types_of(records, elements=True)
    root = schema_document([*_envelope(records), *types, *_simple_types()])
    etree.indent(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _envelope(records: Records) -> list[Element]:
    """Request and Response: head and body, fault list, documents of ISO 20022."""
    answers = [*records.answers, "Faults"]
    return [
        _message("Request", "Head", "RequestBody"),
        _message("Response", "AnswerHead", "ResponseBody"),
        *heads(),
        _body("RequestBody", list(records.commands), records.documents_in),
        _body("ResponseBody", answers, records.documents_out),
        xs("element", name="Faults", type="Faults"),
        *fault_types(),
    ]


def _message(name: str, head: str, body: str) -> Element:
    return xs("element", complex_type(element("Head", head), element("Body", body)), name=name)


def _body(name: str, elements: list[str], names: tuple[str, ...]) -> Element:
    choice = xs("choice", *(xs("element", ref=each) for each in elements), minOccurs="0")
    if names:
        choice.append(documents(names))
    return xs("complexType", choice, name=name)


def _simple_types() -> list[Element]:
    shapes = {
        "Amount": ("xs:decimal", values.AMOUNT),
        "Balance": ("xs:decimal", values.BALANCE),
        "Date": ("xs:date", values.DATE),
        "Instant": ("xs:dateTime", values.INSTANT),
    }
    return [
        xs("simpleType", restriction(base, xs("pattern", value=pattern)), name=name)
        for name, (base, pattern) in shapes.items()
    ]

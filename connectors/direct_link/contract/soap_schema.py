"""The XML schema of SOAP messages: a …Request and a …Response with head and body for each operation.

Types are those of signed XML but for simple ones. Amounts are strings, since many stacks make floats
of decimals; dates and times are the plain ones of XML Schema, since stacks write them with a time zone
or with more digits than we need.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from lxml import etree

from connectors.direct_link.contract import values
from connectors.direct_link.contract.records import message_name, records_of
from connectors.direct_link.contract.xsd_parts import (
    XS_URI,
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
from connectors.direct_link.documents import format_of
from connectors.direct_link.head import NAMESPACE
from kernel.operation import Door, Operation
from kernel.xml import Element

REFUSAL: Final = "Refusal"
_NSMAP: Final = {"xs": XS_URI, "yq": NAMESPACE}
_NAMING: Final = ("type", "ref", "base")
"""Attributes whose value is a qualified name."""


def request_name(code: str) -> str:
    """The element that asks for an operation."""
    return f"{message_name(code)}Request"


def response_name(code: str) -> str:
    """The element that answers an operation."""
    return f"{message_name(code)}Response"


def schema_of(operations: Iterable[Operation]) -> bytes:
    """Return the schema of the operations offered at this door."""
    root = schema_element(operations)
    etree.indent(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def schema_element(operations: Iterable[Operation]) -> Element:
    """The same as an element, for a WSDL."""
    offered = [operation for operation in operations if Door.DIRECT_LINK in operation.doors]
    types = types_of(records_of(offered), elements=False)
    messages = [message for operation in offered for message in _messages(operation)]
    shared = [*heads(), *fault_types(), _refusal()]
    return _prefixed(schema_document([*messages, *shared, *types, *_simple_types()]))


def _prefixed(schema: Element) -> Element:
    """The schema with every name of ours prefixed: inside a WSDL the default namespace is another."""
    attributes = {str(name): str(value) for name, value in schema.attrib.items()}
    root = etree.Element(schema.tag, attributes, nsmap=_NSMAP)
    root.extend(list(schema))
    for each in root.iter(etree.Element):
        for name in _NAMING:
            value = each.get(name, ":")
            if ":" not in value:
                each.set(name, f"yq:{value}")
    return root


def _messages(operation: Operation) -> tuple[Element, Element]:
    return (
        _message(request_name(operation.code), "Head", operation.command),
        _message(response_name(operation.code), "AnswerHead", operation.answer),
    )


def _message(name: str, head: str, record: type[Any]) -> Element:
    form = format_of(record)
    if form is None:
        body = element("Body", record.__name__)
    else:
        body = xs("element", complex_type(documents(form.names)), name="Body")
    return xs("element", complex_type(element("Head", head), body), name=name)


def _refusal() -> Element:
    """The detail of a fault."""
    faults = element("Faults", "Faults", required=False)
    return xs("element", complex_type(element("Head", "AnswerHead"), faults), name=REFUSAL)


def _simple_types() -> list[Element]:
    patterns = {"Amount": values.AMOUNT, "Balance": values.BALANCE}
    shapes = {
        name: restriction("xs:string", xs("pattern", value=pattern))
        for name, pattern in patterns.items()
    }
    shapes |= {"Date": restriction("xs:date"), "Instant": restriction("xs:dateTime")}
    return [xs("simpleType", shape, name=name) for name, shape in shapes.items()]

"""The WSDL 1.1 of the direct link: document/literal, SOAP 1.1 and 1.2, one service with two ports.

Static, and made for generators: the schema stands inside, message parts are called `body` and elements
`…Request` and `…Response`, so that neither Java nor .NET takes them apart into parameters.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from lxml import etree

from connectors.direct_link.contract.records import message_name
from connectors.direct_link.contract.soap_schema import (
    REFUSAL,
    request_name,
    response_name,
    schema_element,
)
from connectors.direct_link.head import NAMESPACE
from kernel.operation import Door, Operation
from kernel.xml import Element

ADDRESS: Final = "https://bank.example/b/yungang/link/v1/soap"
"""Stands in the committed file; the one that is served says where it was served."""
_WSDL: Final = "http://schemas.xmlsoap.org/wsdl/"
_TARGET: Final = "urn:yinqi:link:1:soap"
_TRANSPORT: Final = "http://schemas.xmlsoap.org/soap/http"
_BINDINGS: Final = {
    "Soap11": "http://schemas.xmlsoap.org/wsdl/soap/",
    "Soap12": "http://schemas.xmlsoap.org/wsdl/soap12/",
}
_NSMAP: Final[Any] = {
    None: _WSDL,
    "soap": _BINDINGS["Soap11"],
    "soap12": _BINDINGS["Soap12"],
    "tns": _TARGET,
    "yq": NAMESPACE,
}  # the stubs know no None key
_FAULT: Final = "refusal"
_PORT_TYPE: Final = "DirectLink"


def wsdl_of(operations: Iterable[Operation]) -> bytes:
    """Return the description of the operations offered at this door, served at ADDRESS."""
    offered = [operation for operation in operations if Door.DIRECT_LINK in operation.doors]
    root = etree.Element(
        f"{{{_WSDL}}}definitions", name=_PORT_TYPE, targetNamespace=_TARGET, nsmap=_NSMAP
    )
    root.append(_wsdl("types", schema_element(offered)))
    root.extend(message for operation in offered for message in _messages(operation))
    root.append(_message("Refused", "detail", REFUSAL))
    root.append(_wsdl("portType", *map(_abstract, offered), name=_PORT_TYPE))
    root.extend(_binding(kind, offered) for kind in _BINDINGS)
    ports = [_port(kind) for kind in _BINDINGS]
    root.append(_wsdl("service", *ports, name=f"{_PORT_TYPE}Service"))
    etree.indent(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _messages(operation: Operation) -> list[Element]:
    names = (request_name(operation.code), response_name(operation.code))
    return [_message(name, "body", name) for name in names]


def _message(name: str, part: str, element: str) -> Element:
    return _wsdl("message", _wsdl("part", name=part, element=f"yq:{element}"), name=name)


def _abstract(operation: Operation) -> Element:
    said = _wsdl("documentation")
    said.text = f"{operation.title.zh} {operation.title.en}"
    return _wsdl(
        "operation",
        said,
        _wsdl("input", message=f"tns:{request_name(operation.code)}"),
        _wsdl("output", message=f"tns:{response_name(operation.code)}"),
        _wsdl("fault", name=_FAULT, message="tns:Refused"),
        name=message_name(operation.code),
    )


def _binding(kind: str, offered: list[Operation]) -> Element:
    """How the messages are written in one version of SOAP."""
    namespace = _BINDINGS[kind]
    head = _soap(namespace, "binding", style="document", transport=_TRANSPORT)
    name, port_type = f"{_PORT_TYPE}{kind}", f"tns:{_PORT_TYPE}"
    bound = [_bound(namespace, operation) for operation in offered]
    return _wsdl("binding", head, *bound, name=name, type=port_type)


def _bound(namespace: str, operation: Operation) -> Element:
    action = f"{NAMESPACE}:{operation.code}"
    fault = _soap(namespace, "fault", name=_FAULT, use="literal")
    return _wsdl(
        "operation",
        _soap(namespace, "operation", soapAction=action, style="document"),
        _wsdl("input", _soap(namespace, "body", use="literal")),
        _wsdl("output", _soap(namespace, "body", use="literal")),
        _wsdl("fault", fault, name=_FAULT),
        name=message_name(operation.code),
    )


def _port(kind: str) -> Element:
    place = _soap(_BINDINGS[kind], "address", location=ADDRESS)
    return _wsdl("port", place, name=f"{_PORT_TYPE}{kind}", binding=f"tns:{_PORT_TYPE}{kind}")


def _wsdl(tag: str, /, *children: Element, **attributes: str) -> Element:
    made = etree.Element(f"{{{_WSDL}}}{tag}", attributes, nsmap=_NSMAP)
    made.extend(children)
    return made


def _soap(namespace: str, tag: str, /, **attributes: str) -> Element:
    return etree.Element(f"{{{namespace}}}{tag}", attributes, nsmap=_NSMAP)

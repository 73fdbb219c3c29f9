"""Writes SOAP answers and faults, with the same elements inside as signed XML has."""

from __future__ import annotations

from typing import Final

from connectors.direct_link.contract.soap_schema import REFUSAL, response_name
from connectors.direct_link.dialect import Heading
from connectors.direct_link.documents import format_of
from connectors.direct_link.elements import leaf, record_fields
from connectors.direct_link.head import NAMESPACE
from connectors.direct_link.refusals import Family, Refusal
from connectors.direct_link.signed_xml import answer_element, heading_elements
from connectors.direct_link.soap.errors import NotUnderstood, VersionMismatch
from connectors.direct_link.soap.version import SOAP_11, Version

_DECLARATION: Final = b"<?xml version='1.0' encoding='UTF-8'?>\n"
_RECEIVERS: Final = frozenset({Family.UNAVAILABLE, Family.UNKNOWN})
_OWN_CODES: Final = {NotUnderstood.code: "MustUnderstand", VersionMismatch.code: "VersionMismatch"}


def response(version: Version, heading: Heading, answer: object) -> bytes:
    """An accepted message's answer, in the element its operation has for it."""
    if heading.head is None:
        message = "only a verified message is accepted"
        raise LookupError(message)
    if format_of(type(answer)) is None:
        inside = record_fields(answer).encode()
    else:
        inside = answer_element(answer)
    head = heading_elements(heading).encode()
    name = response_name(heading.head.operation).encode()
    return _envelope(
        version,
        b'<%b xmlns="%b"><Head>%b</Head><Body>%b</Body></%b>'
        % (name, NAMESPACE.encode(), head, inside, name),
    )


def fault(version: Version, heading: Heading, told: Refusal, faults: str) -> bytes:
    """A refusal as a fault: whose it is, what it says, and the whole of it as typed detail."""
    whose = version.receiver if told.family in _RECEIVERS else version.sender
    code = _OWN_CODES.get(heading.reason, whose)
    detail = f'<{REFUSAL} xmlns="{NAMESPACE}"><Head>{heading_elements(heading)}</Head>{faults}</{REFUSAL}>'
    write = _fault_11 if version is SOAP_11 else _fault_12
    return _envelope(version, write(code, heading, detail).encode())


def _said(heading: Heading) -> str:
    return f"{heading.code} {heading.text.zh} {heading.text.en}"


def _fault_11(code: str, heading: Heading, detail: str) -> str:
    return (
        f"<soap:Fault><faultcode>soap:{code}</faultcode>{leaf('faultstring', _said(heading))}"
        f"<detail>{detail}</detail></soap:Fault>"
    )


def _fault_12(code: str, heading: Heading, detail: str) -> str:
    """One text for both languages: gSOAP loses the whole fault when there are two."""
    text = leaf("soap:Text", _said(heading), ' xml:lang="zh"')
    subcode = f'<soap:Subcode><soap:Value xmlns:yq="{NAMESPACE}">yq:{heading.code}</soap:Value></soap:Subcode>'
    return (
        f"<soap:Fault><soap:Code><soap:Value>soap:{code}</soap:Value>{subcode}</soap:Code>"
        f"<soap:Reason>{text}</soap:Reason><soap:Detail>{detail}</soap:Detail></soap:Fault>"
    )


def _envelope(version: Version, inside: bytes) -> bytes:
    return b'%b<soap:Envelope xmlns:soap="%b"><soap:Body>%b</soap:Body></soap:Envelope>' % (
        _DECLARATION,
        version.namespace.encode(),
        inside,
    )

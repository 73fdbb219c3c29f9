"""The same enterprise's system, speaking SOAP with lxml: no stack that could hide what we get wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from tests.connectors.direct_link.erp import NS, Erp, Q, fill, payment, written

SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
TYPES = {SOAP_11: "text/xml; charset=utf-8", SOAP_12: "application/soap+xml; charset=utf-8"}


@dataclass(frozen=True)
class SoapReply:
    """An answer: HTTP status, the parsed envelope, the bytes with their headers."""

    status: int
    content: bytes
    headers: Mapping[str, str]
    version: str

    @property
    def inside(self) -> Any:
        """The one element in the body."""
        body = etree.fromstring(self.content).find(f"{{{self.version}}}Body")
        assert body is not None
        (found,) = body
        return found

    @property
    def refusal(self) -> Any:
        """The typed detail of a fault."""
        detail = "detail" if self.version == SOAP_11 else f"{{{self.version}}}Detail"
        return self.inside.find(f"{detail}/{Q}Refusal")

    def head(self, name: str) -> str:
        place = self.inside if self.status == 200 else self.refusal
        return str(place.findtext(f"{Q}Head/{Q}{name}", ""))

    @property
    def code(self) -> str:
        return self.head("Code")

    @property
    def reason(self) -> str:
        return self.head("Reason")

    def value(self, name: str) -> str:
        """A text of the answer's record."""
        return str(self.inside.findtext(f"{Q}Body/{Q}{name}", ""))

    @property
    def faultcode(self) -> str:
        if self.version == SOAP_11:
            return str(self.inside.findtext("faultcode"))
        return str(self.inside.findtext(f"{{{SOAP_12}}}Code/{{{SOAP_12}}}Value"))

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Code and element of each fault."""
        found = self.refusal.iterfind(f"{Q}Faults/{Q}Fault")
        return [(f.findtext(f"{Q}Code"), f.findtext(f"{Q}Element")) for f in found]


@dataclass
class SoapErp:
    """Writes SOAP, and signs it with the key of another system's."""

    erp: Erp
    version: str = SOAP_11

    def tree(self, operation: str, name: str, values: Mapping[str, Any], **head: str) -> Any:
        """An envelope around a request."""
        root = etree.Element(f"{{{self.version}}}Envelope", nsmap={"s": self.version, "y": NS})
        body = etree.SubElement(root, f"{{{self.version}}}Body")
        request = etree.SubElement(body, f"{Q}{name}Request")
        fill(etree.SubElement(request, f"{Q}Head"), self.erp.head(operation, **head))
        fill(etree.SubElement(request, f"{Q}Body"), values)
        return root

    def request(self, operation: str, name: str, values: Mapping[str, Any], **head: str) -> bytes:
        return written(self.tree(operation, name, values, **head))

    def post(self, message: bytes, signature: str | None = None, **headers: str) -> SoapReply:
        """Send bytes with their signature and Content-Type, unless others are given."""
        signed = self.erp.sign(message) if signature is None else signature
        said = {"Content-Type": TYPES[self.version], "SOAPAction": '""'} | headers
        found = self.erp.app.test_client().post(
            f"/b/{self.erp.bank}/link/v1/soap",
            data=message,
            headers=said | ({"Yinqi-Signature": signed} if signed else {}),
        )
        return SoapReply(found.status_code, found.data, dict(found.headers), self.version)

    def pay(self, **changed: Any) -> SoapReply:
        """Submit a payment that differs from the usual one; a value of None leaves it out."""
        return self.post(self.request("payments.submit", "PaymentsSubmit", payment(**changed)))

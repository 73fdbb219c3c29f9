"""An enterprise's system in the tests: writes requests with lxml, signs them, sends them, reads answers.

It shares no code with our own client, so that one does not hide what the other gets wrong.
"""

from __future__ import annotations

import base64
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Flask
from lxml import etree

from kernel.crypto import PrivateKey
from tests.world import HouseWorld, crypto

NS = "urn:yinqi:link:1"
Q = f"{{{NS}}}"
PAYMENT = {
    "ClientSerial": "ERP-0001",
    "PayerAccount": "1001234509012345678",
    "PayeeAccount": "3250612000181470",
    "PayeeName": "苏州恒锐特钢有限公司",
    "Amount": "1286.40",
    "Currency": "CNY",
    "Purpose": "货款",
}
_ORDER = (
    "ClientSerial", "PayerAccount", "PayeeAccount", "PayeeName", "Amount", "Currency", "PayeeBank",
    "PayeeBankName", "Purpose", "Remark", "EndToEnd", "RequestedOn", "Rail",
)  # fmt: skip
_nonces = itertools.count(1)


@dataclass(frozen=True)
class Reply:
    """An answer: HTTP status, the parsed document, and the bytes with their headers."""

    status: int
    content: bytes
    headers: Mapping[str, str]

    @property
    def root(self) -> Any:
        return etree.fromstring(self.content)

    def head(self, name: str) -> str:
        return str(self.root.findtext(f"{Q}Head/{Q}{name}", ""))

    @property
    def code(self) -> str:
        return self.head("Code")

    @property
    def reason(self) -> str:
        return self.head("Reason")

    def text(self, lang: str) -> str:
        found = self.root.find(f"{Q}Head/{Q}Text[@lang='{lang}']")
        return str(found.text)

    @property
    def body(self) -> Any:
        """What stands in the body."""
        inside = self.root.find(f"{Q}Body")
        return inside[0] if len(inside) else None

    def value(self, name: str) -> str:
        """A text of the answer's record."""
        return str(self.body.findtext(f"{Q}{name}", ""))

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Code and element of each fault."""
        found = self.root.iterfind(f"{Q}Body/{Q}Faults/{Q}Fault")
        return [(f.findtext(f"{Q}Code"), f.findtext(f"{Q}Element")) for f in found]


@dataclass
class Erp:
    """One enterprise's system."""

    world: HouseWorld
    app: Flask
    key: PrivateKey
    bank: str = "yungang"
    enterprise: str = "10001"
    operator: str = "chenhai-erp"
    certificate: str = "CERT-10001"
    changed: dict[str, str] = field(default_factory=dict)

    def head(self, operation: str, **other: str) -> dict[str, str]:
        said = {
            "Operation": operation,
            "Bank": self.bank,
            "Enterprise": self.enterprise,
            "Operator": self.operator,
            "Certificate": self.certificate,
            "Timestamp": stamp(self.world.clock.now()),
            "Nonce": f"nonce-{next(_nonces):016}",
        }
        return said | self.changed | other

    def request(
        self, operation: str, element: str, values: Mapping[str, Any], **head: str
    ) -> bytes:
        """An envelope around a record."""
        root, body = envelope(self.head(operation, **head))
        fill(etree.SubElement(body, f"{Q}{element}"), values)
        return written(root)

    def carrying(self, operation: str, document: bytes, **head: str) -> bytes:
        """An envelope around an ERP's own document, as it is."""
        root, body = envelope(self.head(operation, **head))
        body.append(etree.fromstring(document))
        return written(root)

    def sign(self, message: bytes) -> str:
        return base64.b64encode(crypto().sign(self.key, message)).decode()

    def post(
        self,
        message: bytes,
        signature: str | None = None,
        length: int | str | None = None,
        **headers: str,
    ) -> Reply:
        """Send bytes with a signature and a length: the right ones unless others are given."""
        overrides = {} if length is None else {"CONTENT_LENGTH": str(length)}
        found = self.app.test_client().post(
            f"/b/{self.bank}/link/v1",
            data=message,
            headers={"Yinqi-Signature": self.sign(message) if signature is None else signature}
            | headers,
            environ_overrides=overrides,
        )
        return Reply(found.status_code, found.data, dict(found.headers))

    def call(self, operation: str, element: str, **values: Any) -> Reply:
        return self.post(self.request(operation, element, values))

    def pay(self, **changed: Any) -> Reply:
        """Submit a payment that differs from the usual one; a value of None leaves it out."""
        return self.post(self.request("payments.submit", "SubmitPayment", payment(**changed)))

    def pay_in(self, encoding: str, **changed: Any) -> Reply:
        """The same, written in another encoding."""
        root, body = envelope(self.head("payments.submit"))
        fill(etree.SubElement(body, f"{Q}SubmitPayment"), payment(**changed))
        return self.post(written(root, encoding))


def payment(**changed: Any) -> dict[str, Any]:
    """The usual payment with changes, its elements in the schema's order."""
    values = PAYMENT | changed
    known = {name: values[name] for name in _ORDER if values.get(name) is not None}
    return known | {name: value for name, value in values.items() if name not in _ORDER}


def stamp(at: datetime) -> str:
    return at.isoformat()


def envelope(head: Mapping[str, str]) -> tuple[Any, Any]:
    root = etree.Element(f"{Q}Request", nsmap={None: NS})  # type: ignore[dict-item]
    fill(etree.SubElement(root, f"{Q}Head"), head)
    return root, etree.SubElement(root, f"{Q}Body")


def fill(element: Any, values: Mapping[str, Any]) -> None:
    """Write texts, groups (mappings) and lists of either."""
    for name, value in values.items():
        for item in value if isinstance(value, list | tuple) else (value,):
            made = etree.SubElement(element, f"{Q}{name}")
            if isinstance(item, Mapping):
                fill(made, item)
            else:
                made.text = item


def written(root: Any, encoding: str = "UTF-8") -> bytes:
    made = etree.tostring(root, encoding=encoding, xml_declaration=True)
    assert isinstance(made, bytes)
    return made

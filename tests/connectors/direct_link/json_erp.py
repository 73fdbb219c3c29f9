"""The same enterprise's system, speaking JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.connectors.direct_link.erp import Erp, payment


@dataclass(frozen=True)
class JsonReply:
    """An answer: HTTP status, the document, its bytes and headers."""

    status: int
    content: bytes
    headers: Mapping[str, str]

    @property
    def root(self) -> dict[str, Any]:
        found = json.loads(self.content)
        assert isinstance(found, dict)
        return found

    @property
    def head(self) -> dict[str, Any]:
        return dict(self.root["Head"])

    @property
    def code(self) -> str:
        return str(self.head["Code"])

    @property
    def reason(self) -> str:
        return str(self.head.get("Reason", ""))

    @property
    def body(self) -> dict[str, Any]:
        return dict(self.root["Body"])

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Code and pointer of each fault."""
        return [(fault["Code"], fault["Element"]) for fault in self.root.get("Faults", [])]


@dataclass
class JsonErp:
    """Writes JSON, and signs it with the key of another system's."""

    erp: Erp

    def request(self, operation: str, body: Any, **head: str) -> bytes:
        message = {"Head": self.erp.head(operation, **head), "Body": body}
        return json.dumps(message, ensure_ascii=False).encode()

    def post(
        self, operation: str, message: bytes, signature: str | None = None, **headers: str
    ) -> JsonReply:
        """Send bytes to an operation's address with their signature, unless another is given."""
        signed = self.erp.sign(message) if signature is None else signature
        found = self.erp.app.test_client().post(
            f"/b/{self.erp.bank}/link/v1/json/{operation}",
            data=message,
            headers={"Yinqi-Signature": signed} | headers,
        )
        return JsonReply(found.status_code, found.data, dict(found.headers))

    def call(self, operation: str, **body: Any) -> JsonReply:
        return self.post(operation, self.request(operation, body))

    def pay(self, **changed: Any) -> JsonReply:
        """Submit a payment that differs from the usual one; a value of None leaves it out."""
        return self.call("payments.submit", **payment(**changed))

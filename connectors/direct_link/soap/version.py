"""What differs between SOAP 1.1 and 1.2, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Version:
    """One version of SOAP."""

    number: str
    namespace: str
    content_type: str
    sender: str
    """The code of a fault that is the sender's."""
    receiver: str

    def name(self, tag: str) -> str:
        """The qualified name of an element of the envelope."""
        return f"{{{self.namespace}}}{tag}"


SOAP_11: Final = Version(
    number="1.1",
    namespace="http://schemas.xmlsoap.org/soap/envelope/",
    content_type="text/xml; charset=utf-8",
    sender="Client",
    receiver="Server",
)
SOAP_12: Final = Version(
    number="1.2",
    namespace="http://www.w3.org/2003/05/soap-envelope",
    content_type="application/soap+xml; charset=utf-8",
    sender="Sender",
    receiver="Receiver",
)

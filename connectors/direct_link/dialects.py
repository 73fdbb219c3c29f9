"""Every dialect of the direct link over one catalogue, and which one a request is written in."""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from xml.sax.saxutils import escape  # writes only: nothing is parsed with it

from connectors.direct_link.contract.openapi import openapi_of
from connectors.direct_link.contract.wsdl import ADDRESS, wsdl_of
from connectors.direct_link.dialect import Dialect
from connectors.direct_link.json_door.dialect import Json
from connectors.direct_link.signed_xml import SignedXml
from connectors.direct_link.soap.dialect import Soap
from connectors.direct_link.soap.reading import Messages
from connectors.direct_link.soap.version import SOAP_11, SOAP_12
from kernel.operation import Operation

_SOAP_12_TYPE: Final = "application/soap+xml"
_QUOTE: Final = {'"': "&quot;"}


@lru_cache(maxsize=1)
def dialects_of(offered: tuple[Operation, ...]) -> Dialects:
    """The dialects over these operations: half a second's work, the same for every house of a process."""
    return Dialects(offered)


class Dialects:
    """One of each for all threads; it keeps nothing of a request."""

    def __init__(self, offered: tuple[Operation, ...]) -> None:
        self.xml = SignedXml(offered)
        self.json = Json()
        messages = Messages(offered)
        self.soap_11, self.soap_12 = Soap(SOAP_11, messages), Soap(SOAP_12, messages)
        self.openapi = openapi_of(offered)
        self._wsdl = wsdl_of(offered)

    def of(self, door: str, content_type: str) -> Dialect:
        """The dialect of an address (`json`, `soap`, or nothing for signed XML) and a Content-Type."""
        if door == "soap":
            new = content_type.strip().lower().startswith(_SOAP_12_TYPE)
            return self.soap_12 if new else self.soap_11
        return self.json if door == "json" else self.xml

    def wsdl(self, address: str) -> bytes:
        """The description of SOAP as it is served at an address."""
        return self._wsdl.replace(ADDRESS.encode(), escape(address, _QUOTE).encode())

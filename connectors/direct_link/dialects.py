"""Every dialect of the direct link over one catalogue, and which one a request is written in."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.direct_link.contract.openapi import openapi_of
from connectors.direct_link.dialect import Dialect
from connectors.direct_link.json_door.dialect import Json
from connectors.direct_link.signed_xml import SignedXml
from kernel.operation import Operation


class Dialects:
    """One of each for all threads."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        offered = list(operations)
        self.xml = SignedXml(offered)
        self.json = Json()
        self.openapi = openapi_of(offered)

    def of(self, door: str) -> Dialect:
        """The dialect of an address: `json`, or nothing for signed XML."""
        return self.json if door == "json" else self.xml

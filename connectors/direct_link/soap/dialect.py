"""The SOAP dialects: one for each version, over one reader.

A refusal is a fault with HTTP status 500, whatever is refused, as SOAP stacks expect; only what is
about transport alone keeps the status it has everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from connectors.direct_link.body import Body
from connectors.direct_link.dialect import Asked, Heading
from connectors.direct_link.documents import format_of
from connectors.direct_link.head import Head, Texts
from connectors.direct_link.refusals import Refusal
from connectors.direct_link.signed_xml import faults_element
from connectors.direct_link.soap import security, writing
from connectors.direct_link.soap.opening import read_head
from connectors.direct_link.soap.reading import Messages, place_of
from connectors.direct_link.soap.version import Version
from kernel import limits
from kernel.crypto import MessageVerifier
from kernel.errors import Finding
from kernel.operation import Operation

_FAULT: Final = 500
_OF_TRANSPORT: Final = frozenset({411, 413, 415, 429})


class Soap:
    """Messages of one version, as `direct-link-v1.wsdl` has them."""

    start_bytes: Final = limits.LINK_SOAP_START_BYTES
    encloses: Final = True

    def __init__(self, version: Version, messages: Messages) -> None:
        self._version = version
        self._messages = messages

    @property
    def content_type(self) -> str:
        """Of its answers."""
        return self._version.content_type

    def length_max(self, operation: Operation | None) -> int:
        """Only a message that carries a document may be long."""
        if operation is not None and format_of(operation.command) is not None:
            return limits.LINK_BODY_BYTES_MAX
        return limits.XML_BYTES_MAX

    def enclosed(self, body: Body, key: MessageVerifier, now: datetime) -> bytes | None:
        """What WS-Security signed, as an envelope of its own; None where the signature is wrong."""
        return security.verified(body.content(), self._version, key, now)

    def head(self, start: bytes) -> tuple[Head, Texts]:
        """Read the head inside the request; raises Faulty and VersionMismatch."""
        return read_head(start, self._version)

    def read(self, body: Body, claimed: Texts, operation: Operation) -> Asked:
        """Return what is asked, for the gate; raises Faulty and NotUnderstood."""
        return self._messages.read(body, claimed, operation, self._version)

    def accepted(self, heading: Heading, answer: object) -> bytes:
        """The operation's own response."""
        return writing.response(self._version, heading, answer)

    def refused(
        self,
        heading: Heading,
        told: Refusal,
        faults: Iterable[Finding],
        operation: Operation | None,
    ) -> bytes:
        """A fault with its typed detail."""

        def place(field: str) -> str:
            return field if operation is None else place_of(field, operation)

        return writing.fault(self._version, heading, told, faults_element(faults, place))

    def status(self, told: Refusal) -> int:
        """What a fault has, unless it is about transport alone."""
        return told.status if told.status in _OF_TRANSPORT else _FAULT

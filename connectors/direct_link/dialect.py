"""How messages are written: what each way of writing (signed XML, SOAP, JSON) must be able to do.

There is one pipeline for all of them: verify, read, gate, answer, sign. A dialect reads a head and a
command out of bytes and writes answers and refusals as bytes; it decides nothing, and knows neither
keys nor the database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from connectors.direct_link.body import Body
from connectors.direct_link.errors import SignatureMissing
from connectors.direct_link.head import Head, Texts
from connectors.direct_link.refusals import Refusal
from kernel.charset import Encoding
from kernel.crypto import MessageVerifier
from kernel.errors import Finding
from kernel.operation import Operation
from kernel.text import Text


@dataclass(frozen=True, slots=True)
class Asked:
    """What the gate takes: raw values of a record, or a command around a document."""

    given: object
    encoding: Encoding
    """In whose bytes lengths are counted."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What every answer begins with, in no way of writing yet."""

    trace: str
    at: datetime
    code: str
    reason: str
    text: Text
    duplicate: bool = False
    head: Head | None = None
    """Of a verified message only: what is repeated of it."""

    def echoes(self) -> Iterable[tuple[str, str]]:
        """What a signed answer repeats of the request's head."""
        if self.head is not None:
            for name, attribute in _ECHOES:
                yield name, getattr(self.head, attribute)


_ECHOES = tuple(
    (name, name.lower()) for name in ("Operation", "Bank", "Enterprise", "Certificate", "Nonce")
)


class Dialect(Protocol):
    """One way of writing messages. One object for all threads."""

    @property
    def content_type(self) -> str:
        """Of its answers."""
        ...

    @property
    def start_bytes(self) -> int:
        """How many bytes are read before its head is looked for."""
        ...

    @property
    def encloses(self) -> bool:
        """Whether a message may bear its signature inside instead of in a header of HTTP."""
        ...

    def enclosed(self, body: Body, key: MessageVerifier, now: datetime) -> bytes | None:
        """The part of a message that the signature inside is about; None where that is wrong.

        Raises SignatureMissing and Faulty.
        """
        ...

    def length_max(self, operation: Operation | None) -> int:
        """How long a message may be; None where no such operation is known."""
        ...

    def head(self, start: bytes) -> tuple[Head, Texts]:
        """Read the head from the first bytes of a message; raises Faulty."""
        ...

    def read(self, body: Body, claimed: Texts, operation: Operation) -> Asked:
        """Return what is asked of a verified message, for the gate; raises Faulty."""
        ...

    def accepted(self, heading: Heading, answer: object) -> bytes:
        """The message was accepted; what became of the business stands in the body."""
        ...

    def refused(
        self,
        heading: Heading,
        told: Refusal,
        faults: Iterable[Finding],
        operation: Operation | None,
    ) -> bytes:
        """The message was refused."""
        ...

    def status(self, told: Refusal) -> int:
        """The HTTP status of a refusal."""
        ...


class Detached:
    """A dialect whose messages never bear a signature inside."""

    encloses: Final = False

    def enclosed(self, body: Body, key: MessageVerifier, now: datetime) -> bytes | None:
        """There is none."""
        del body, key, now
        raise SignatureMissing

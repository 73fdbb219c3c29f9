"""Builds answers and signs them. Only an answer to a verified message is signed, and echoes it.

A refusal of an unverified message proves nothing and says so by bearing no signature: else anybody
could have the bank sign a refusal, and hand it to the sender of a message that was accepted.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from lxml import etree

from connectors.direct_link.bank_keys import BankKeys
from connectors.direct_link.documents import document_field, format_of
from connectors.direct_link.elements import NAMESPACES, add, add_record, qualified
from connectors.direct_link.envelope import place_of
from connectors.direct_link.head import NAMESPACE, Head
from connectors.direct_link.refusals import ACCEPTED, ACCEPTED_TEXT, Family, refusal_of
from kernel.crypto import CryptoProvider
from kernel.errors import Faulty, Finding, YinqiError
from kernel.iso20022.builder import iso_time
from kernel.operation import Operation
from kernel.text import Text
from kernel.xml import Element, to_bytes

SIGNATURE: Final = "Yinqi-Signature"
KEY_ID: Final = "Yinqi-Key"
_RETRY_AFTER_S: Final = "2"
_OK: Final = 200
_BODY: Final = qualified("Body")
_EMPTY_BODY: Final = b"<Body/>"
_TIMESTAMP, _TRACE, _CODE, _REASON, _TEXT, _DUPLICATE = map(
    qualified, ("Timestamp", "Trace", "Code", "Reason", "Text", "Duplicate")
)
_ECHOES: Final = tuple(
    (qualified(name), name.lower())
    for name in ("Operation", "Bank", "Enterprise", "Certificate", "Nonce")
)
"""What a signed answer repeats of the request's head."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An answer as it goes over HTTP."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reference:
    """Which request an answer belongs to, and when it is given."""

    trace: str
    at: datetime
    tenant_id: UUID | None = None
    head: Head | None = None
    """Of a verified message only."""


class Answers:
    """Writes answers for the banks of one process."""

    def __init__(self, keys: BankKeys, crypto: CryptoProvider) -> None:
        self._keys = keys
        self._crypto = crypto

    def accepted(self, reference: Reference, answer: object) -> Outgoing:
        """The message was accepted; what became of the business stands in the body."""
        duplicate = getattr(answer, "duplicate", False) is True
        root = _response(reference, ACCEPTED, "", ACCEPTED_TEXT, duplicate=duplicate)
        body, form = add(root, _BODY), format_of(type(answer))
        if form is None:
            add_record(body, answer)
            return self._signed(reference, _OK, to_bytes(root))
        info = document_field(type(answer))
        if form.write is None or info is None:
            message = f"{type(answer).__name__}: its document is only read, never written"
            raise TypeError(message)
        document = form.write(getattr(answer, info.name))
        return self._signed(reference, _OK, _with_document(to_bytes(root), document))

    def refused(
        self, reference: Reference, error: YinqiError, operation: Operation | None = None
    ) -> Outgoing:
        """The message was refused."""
        told = refusal_of(type(error))
        root = _response(reference, told.code, error.code, error.message)
        body = add(root, _BODY)
        if isinstance(error, Faulty):
            add_faults(body, error.findings, operation)
        sent = Outgoing(told.status, to_bytes(root))
        if reference.head is not None:
            sent = self._signed(reference, told.status, sent.body)
        if told.family is Family.UNAVAILABLE:
            return Outgoing(sent.status, sent.body, {**sent.headers, "Retry-After": _RETRY_AFTER_S})
        return sent

    def _signed(self, reference: Reference, status: int, body: bytes) -> Outgoing:
        if reference.tenant_id is None:
            message = "an answer is signed by a bank"
            raise LookupError(message)
        bank = self._keys.of(reference.tenant_id)
        signature = base64.b64encode(self._crypto.sign(bank.key, body)).decode("ascii")
        return Outgoing(status, body, {SIGNATURE: signature, KEY_ID: bank.id})


def add_faults(body: Element, findings: Iterable[Finding], operation: Operation | None) -> None:
    """Append the list of faults, each with its element."""
    faults = add(body, qualified("Faults"))
    for finding in findings:
        place = finding.field if operation is None else place_of(finding.field, operation.command)
        fault = add(faults, qualified("Fault"))
        add(fault, _CODE, finding.code)
        add(fault, qualified("Element"), place)
        _add_texts(fault, finding.text)


def _response(
    reference: Reference, code: str, reason: str, text: Text, *, duplicate: bool = False
) -> Element:
    """The root with its head."""
    root = etree.Element(qualified("Response"), nsmap=NAMESPACES)
    head = add(root, qualified("Head"))
    if reference.head is not None:
        for tag, name in _ECHOES:
            add(head, tag, getattr(reference.head, name))
    add(head, _TIMESTAMP, iso_time(reference.at))
    add(head, _TRACE, reference.trace)
    add(head, _CODE, code)
    if reason:
        add(head, _REASON, reason)
    _add_texts(head, text)
    add(head, _DUPLICATE, "true" if duplicate else "false")
    return root


def _add_texts(parent: Element, text: Text) -> None:
    add(parent, _TEXT, text.zh).set("lang", "zh")
    add(parent, _TEXT, text.en).set("lang", "en")


def _with_document(envelope: bytes, document: bytes) -> bytes:
    """Lay a document into the empty body as it was written and checked, not parsed again.

    No text of the envelope can look like the empty element: lxml escapes `<`.
    """
    before, found, after = envelope.partition(_EMPTY_BODY)
    if not found:
        message = "the envelope has no empty body"
        raise ValueError(message)
    start = document.find(b"?>") + 2 if document.startswith(b"<?xml") else 0
    return b"".join((before, b"<Body>", document[start:].strip(), b"</Body>", after))


__all__ = ["KEY_ID", "NAMESPACE", "SIGNATURE", "Answers", "Outgoing", "Reference"]

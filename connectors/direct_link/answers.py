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

from connectors.direct_link.bank_keys import BankKeys
from connectors.direct_link.documents import document_field, format_of
from connectors.direct_link.elements import leaf, record_element
from connectors.direct_link.envelope import place_of
from connectors.direct_link.head import NAMESPACE, Head
from connectors.direct_link.refusals import ACCEPTED, ACCEPTED_TEXT, Family, refusal_of
from kernel.crypto import CryptoProvider
from kernel.errors import Faulty, Finding, YinqiError
from kernel.iso20022.builder import iso_time
from kernel.operation import Operation
from kernel.text import Text

SIGNATURE: Final = "Yinqi-Signature"
KEY_ID: Final = "Yinqi-Key"
_RETRY_AFTER_S: Final = "2"
_OK: Final = 200
_DECLARATION: Final = "<?xml version='1.0' encoding='UTF-8'?>\n"
_ECHOES: Final = tuple(
    (name, name.lower()) for name in ("Operation", "Bank", "Enterprise", "Certificate", "Nonce")
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
        head = _head(reference, ACCEPTED, "", ACCEPTED_TEXT, duplicate=duplicate)
        form = format_of(type(answer))
        if form is None:
            return self._signed(reference, _OK, _response(head, record_element(answer).encode()))
        info = document_field(type(answer))
        if form.write is None or info is None:
            message = f"{type(answer).__name__}: its document is only read, never written"
            raise TypeError(message)
        document = form.write(getattr(answer, info.name))
        return self._signed(reference, _OK, _response(head, _without_declaration(document)))

    def refused(
        self, reference: Reference, error: YinqiError, operation: Operation | None = None
    ) -> Outgoing:
        """The message was refused."""
        told = refusal_of(type(error))
        head = _head(reference, told.code, error.code, error.message)
        faults = faults_element(error.findings, operation) if isinstance(error, Faulty) else ""
        sent = Outgoing(told.status, _response(head, faults.encode()))
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


def faults_element(findings: Iterable[Finding], operation: Operation | None) -> str:
    """The list of faults, each with its element."""
    faults = []
    for finding in findings:
        place = finding.field if operation is None else place_of(finding.field, operation.command)
        told = leaf("Code", finding.code) + leaf("Element", place) + _texts(finding.text)
        faults.append(f"<Fault>{told}</Fault>")
    return f"<Faults>{''.join(faults)}</Faults>" if faults else "<Faults/>"


def _head(
    reference: Reference, code: str, reason: str, text: Text, *, duplicate: bool = False
) -> str:
    """What every answer begins with."""
    head = reference.head
    return "".join((
        *(() if head is None else (leaf(tag, getattr(head, name)) for tag, name in _ECHOES)),
        leaf("Timestamp", iso_time(reference.at)),
        leaf("Trace", reference.trace),
        leaf("Code", code),
        leaf("Reason", reason) if reason else "",
        _texts(text),
        leaf("Duplicate", "true" if duplicate else "false"),
    ))  # fmt: skip


def _response(head: str, body: bytes) -> bytes:
    """The whole document; what stands in the body goes in as it was written and checked."""
    inside = b"<Body>%b</Body>" % body if body else b"<Body/>"
    start = f'{_DECLARATION}<Response xmlns="{NAMESPACE}"><Head>{head}</Head>'
    return b"%b%b</Response>" % (start.encode(), inside)


def _texts(text: Text) -> str:
    return leaf("Text", text.zh, ' lang="zh"') + leaf("Text", text.en, ' lang="en"')


def _without_declaration(document: bytes) -> bytes:
    start = document.find(b"?>") + 2 if document.startswith(b"<?xml") else 0
    return document[start:].strip()


__all__ = ["KEY_ID", "NAMESPACE", "SIGNATURE", "Answers", "Outgoing", "Reference"]

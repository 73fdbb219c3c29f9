"""Answers messages: makes the heading, has a dialect write it, and signs what was written.

Only an answer to a verified message is signed, and echoes it. A refusal of an unverified message
proves nothing and says so by bearing no signature: else anybody could have the bank sign a refusal,
and hand it to the sender of a message that was accepted.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from connectors.direct_link import charsets
from connectors.direct_link.bank_keys import BankKeys
from connectors.direct_link.dialect import Dialect, Heading
from connectors.direct_link.head import Head
from connectors.direct_link.refusals import ACCEPTED, ACCEPTED_TEXT, Family, refusal_of
from connectors.direct_link.sealing import ENCODING, Seals
from kernel import meters
from kernel.charset import Encoding
from kernel.crypto import MessageVerifier, SignatureAlgorithm, signed
from kernel.errors import Faulty, YinqiError
from kernel.next_key import ANSWERS, SEALS
from kernel.operation import Operation
from kernel.text import Text

SIGNATURE: Final = "Yinqi-Signature"
KEY_ID: Final = "Yinqi-Key"
NEXT_KEY: Final = "Yinqi-Key-Next"
NEXT_SEAL: Final = "Yinqi-Seal-Next"
"""Which key comes next, and from when: a hint; the proof is in `key-next.pem` and `seal-next.pem`."""

_RETRY_AFTER_S: Final = "2"
_OK: Final = 200


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An answer as it goes over HTTP."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reference:
    """Which request an answer belongs to, how it is written, and when it is given."""

    trace: str
    at: datetime
    dialect: Dialect
    tenant_id: UUID | None = None
    head: Head | None = None
    """Of a verified message only."""

    sender: MessageVerifier | None = None
    """The key it was verified with: the bank signs with one of the same kind."""

    encoding: Encoding = Encoding.UTF8
    """How its answer is written."""

    sealed: bool = False
    """It came sealed, so that its answer is sealed to the sender."""


class Answers:
    """Writes answers for the banks of one process."""

    def __init__(self, keys: BankKeys, seals: Seals) -> None:
        self._keys = keys
        self._seals = seals

    def accepted(self, reference: Reference, answer: object) -> Outgoing:
        """The message was accepted; what became of the business stands in the body."""
        duplicate = getattr(answer, "duplicate", False) is True
        heading = _heading(reference, ACCEPTED, "", ACCEPTED_TEXT, duplicate=duplicate)
        meters.count("link", ACCEPTED)
        return self._signed(reference, _OK, reference.dialect.accepted(heading, answer))

    def refused(
        self, reference: Reference, error: YinqiError, operation: Operation | None = None
    ) -> Outgoing:
        """The message was refused."""
        told, dialect = refusal_of(type(error)), reference.dialect
        meters.count("link", told.code)
        heading = _heading(reference, told.code, error.code, error.message)
        faults = error.findings if isinstance(error, Faulty) else ()
        written = dialect.refused(heading, told, faults, operation)
        status = dialect.status(told)
        if reference.head is not None:
            sent = self._signed(reference, status, written)
        else:
            body, kind = charsets.written(written, dialect.content_type, reference.encoding)
            sent = Outgoing(status, body, {"Content-Type": kind})
        if told.family is Family.UNAVAILABLE:
            after = str(error.params.get("seconds", _RETRY_AFTER_S))
            return Outgoing(status, sent.body, {**sent.headers, "Retry-After": after})
        return sent

    def _signed(self, reference: Reference, status: int, written: bytes) -> Outgoing:
        sender = reference.sender
        if reference.tenant_id is None or sender is None:
            message = "an answer is signed by a bank for a customer"
            raise LookupError(message)
        bank = self._keys.signing(reference.tenant_id, sender.algorithm)
        body, kind = charsets.written(written, reference.dialect.content_type, reference.encoding)
        signature = signed(bank.key, body)
        headers = {"Content-Type": kind, KEY_ID: bank.id}
        headers |= self._next(reference.tenant_id, sender.algorithm, reference.at)
        if reference.sealed:
            inside = self._seals.sealed(sender, signature, body)
            return Outgoing(status, inside, {**headers, "Content-Encoding": ENCODING})
        shown = base64.b64encode(signature).decode("ascii")
        return Outgoing(status, body, {**headers, SIGNATURE: shown})

    def _next(
        self, tenant_id: UUID, algorithm: SignatureAlgorithm, now: datetime
    ) -> dict[str, str]:
        """Which keys come next, as headers."""
        told = {}
        for header, use in ((NEXT_KEY, ANSWERS), (NEXT_SEAL, SEALS)):
            following = self._keys.following(tenant_id, use, algorithm)
            if following is not None and following.from_at > now:
                told[header] = f"{following.key.id}; from={following.from_at.isoformat()}"
        return told


def _heading(
    reference: Reference, code: str, reason: str, text: Text, *, duplicate: bool = False
) -> Heading:
    return Heading(
        reference.trace, reference.at, code, reason, text, duplicate, head=reference.head
    )

"""One message after the other: verify, read, hand to the gate, answer.

    head → time → key → signature over all bytes → schema → command → nonce, sender, gate: one
    transaction → answer, signed

The same for every way of writing: what is written how is a dialect's. Nothing of HTTP but what
`Incoming` and `Outgoing` say, and nothing of business at all.
"""

from __future__ import annotations

import base64
import binascii
import logging
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, Final
from uuid import UUID

from connectors.direct_link.answers import Answers, Outgoing, Reference
from connectors.direct_link.bank_keys import BankKey, BankKeys
from connectors.direct_link.body import Body, Stream, read_rest, read_start
from connectors.direct_link.dialect import Dialect
from connectors.direct_link.dialects import dialects_of
from connectors.direct_link.documents import format_of
from connectors.direct_link.errors import (
    BankUnknown,
    BodyEncoded,
    BodyTooLarge,
    Busy,
    InternalFault,
    LengthMissing,
    LinkRule,
    Replayed,
    SignatureMissing,
    time_outside,
)
from connectors.direct_link.head import Head, Texts
from connectors.direct_link.pace import Counter, Pace
from connectors.direct_link.refusals import refusal_of
from connectors.direct_link.sealing import ENCODING, Seals
from connectors.direct_link.senders import Candidate, Claim, Origin, Senders, serial_of
from corporate.admission import DoorClosed
from corporate.banks import Directory
from corporate.catalogue import Catalogue
from corporate.gate import Gate
from corporate.identity.errors import CertificateRefused
from kernel import limits, meters
from kernel.charset import Encoding
from kernel.context import Actor
from kernel.crypto import MessageSigner, SignatureAlgorithm, signed
from kernel.db import Database, UnitOfWork
from kernel.db_errors import Contended
from kernel.errors import OutcomeUnknown, Unavailable, YinqiError
from kernel.failpoints import fp
from kernel.findings import shown
from kernel.next_key import NextKey
from kernel.operation import Door, Operation
from kernel.records.received import PieceSafe, Received, keep
from kernel.tenancy import Scope
from kernel.trace import current
from kernel.world import World

_LOG: Final = logging.getLogger(__name__)
_WINDOW: Final = timedelta(seconds=limits.LINK_WINDOW_S)
_MAY_BE_SENT_AGAIN: Final = (Unavailable, OutcomeUnknown, Contended, Replayed)
"""Refusals that do not use up the nonce: nothing is final, or the nonce is used up already."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request as it came over HTTP. `length` is None when the sender did not say it."""

    bank: str
    dialect: Dialect
    stream: Stream
    length: int | None
    signature: str
    content_encoding: str = ""
    address: str = ""
    operation: str = ""
    """What the address says is asked; empty where it says nothing."""

    answer_in: Encoding = Encoding.UTF8
    """How its answer shall be written."""

    sealed: bool = False
    """It came out of a seal."""


@dataclass(frozen=True, slots=True)
class Verified:
    """A message whose signature was right; who sent it now is asked in the transaction."""

    head: Head
    texts: Texts
    candidate: Candidate
    tenant_id: UUID
    origin: Origin
    dialect: Dialect
    signature: bytes

    @property
    def scope(self) -> Scope:
        """Where its transaction works."""
        return Scope(self.tenant_id, self.candidate.enterprise_id)

    @property
    def expected(self) -> Actor:
        """Who it will be from, if nothing has changed since the certificate was seen first."""
        return Actor(
            tenant_id=self.tenant_id,
            door=Door.DIRECT_LINK,
            name=self.head.operator,
            enterprise_id=self.candidate.enterprise_id,
            person_id=self.candidate.person_id,
            user_id=self.candidate.user_id,
        )


class DirectLink:
    """Answers the messages of all banks of one process."""

    def __init__(
        self,
        *,
        world: World,
        database: Database,
        gate: Gate,
        catalogue: Catalogue,
        directory: Directory,
        keys: BankKeys,
        safe: PieceSafe,
        readers: int = limits.LINK_READERS_MAX,
        counter: Counter | None = None,
    ) -> None:
        """`readers` threads at most may wait for bytes of messages at the same time."""
        self._world = world
        self._database = database
        self._gate = gate
        self._catalogue = catalogue
        self._directory = directory
        self._keys = keys
        self._safe = safe
        self._readers = threading.BoundedSemaphore(readers)
        self._senders = Senders(database, world.crypto)
        self._pace = Pace(counter)
        self.operations = tuple(catalogue.at(Door.DIRECT_LINK))
        self.dialects = dialects_of(self.operations)
        self._seals = Seals(keys, world)
        self._answers = Answers(keys, self._seals)

    def knows(self, bank: str) -> bool:
        """Whether there is such a bank."""
        return self._directory.by_slug(bank) is not None

    def bank_key(
        self, bank: str, algorithm: SignatureAlgorithm = SignatureAlgorithm.SM2_SM3
    ) -> BankKey[MessageSigner]:
        """The key a bank signs with for customers of that kind; raises BankUnknown."""
        return self._keys.signing(self._tenant(bank), algorithm)

    def sealing_key(self, bank: str, algorithm: SignatureAlgorithm) -> BankKey[MessageSigner]:
        """The key messages to a bank are sealed to; raises BankUnknown."""
        return self._keys.sealing(self._tenant(bank), algorithm)

    def next_key(
        self, bank: str, use: str, algorithm: SignatureAlgorithm
    ) -> tuple[bytes, bytes, str] | None:
        """The key that comes next in words customers can check, a signature over them, whose it is."""
        following = self._keys.following(self._tenant(bank), use, algorithm)
        if following is None:
            return None
        told = NextKey(bank, use, following.from_at, following.key.public_pem)
        words = told.words()
        return words, signed(following.voucher.key, words), following.voucher.id

    def answer(self, incoming: Incoming) -> Outgoing:
        """Answer one message; never raises."""
        trace, now = current() or self._world.ids.uuid7().hex, self._world.clock.now()
        reference = Reference(trace, now, incoming.dialect, encoding=incoming.answer_in)
        try:
            with self._verified(incoming, reference) as (message, body):
                verified = replace(
                    reference,
                    tenant_id=message.tenant_id,
                    head=message.head,
                    sender=message.candidate.key,
                    sealed=message.origin.sealed,
                )
                return self._answer(message, body, verified)
        except YinqiError as refused:
            _LOG.warning("%s: not verified, trace %s", refused.code, trace)
            return self._answers.refused(reference, refused)
        except Exception:  # noqa: BLE001 - the last resort: no stack trace ever leaves the house
            _LOG.exception("direct link, trace %s", trace)
            return self._answers.refused(reference, InternalFault(trace=trace))

    def _answer(self, message: Verified, body: Body, reference: Reference) -> Outgoing:
        """Answer a verified message."""
        fp("link.verified")
        operation: Operation | None = None
        try:
            operation = self._offered(message.head.operation)
            with self._pace.place(*self._senders.terms(message.candidate)):
                answer = self._perform(message, body, operation)
            fp("link.before_reply")
            return self._answers.accepted(reference, answer)
        except CertificateRefused:
            raise  # told as to a stranger
        except YinqiError as refused:
            _LOG.info("%s: %s, trace %s", refused.code, message.head.operation, reference.trace)
            return self._answers.refused(reference, refused, operation)
        except Exception:  # noqa: BLE001 - the same
            _LOG.exception("%s, trace %s", message.head.operation, reference.trace)
            return self._answers.refused(reference, InternalFault(trace=reference.trace))

    @contextmanager
    def _verified(
        self, incoming: Incoming, reference: Reference
    ) -> Iterator[tuple[Verified, Body]]:
        """Receive a message and check its signature; its body is given up at the end."""
        dialect = reference.dialect
        tenant_id = self._tenant(incoming.bank)
        with self._reading(), self._plain(incoming, tenant_id) as plain:
            length = _length(plain)
            signature = _signature(plain.signature, dialect)
            start = read_start(plain.stream, length, dialect.start_bytes)
            head, texts = dialect.head(start)
            _check_address(incoming, head)
            self._check_time(head, reference.at)
            claim = self._senders.claim(tenant_id, head)
            limit = self._limit(dialect, head)
            body = read_rest(plain.stream, start, length, limit=limit, key=claim.key)
        try:
            right, body = _checked(body, signature, claim, reference)
            candidate = self._senders.accept(claim, right=right)
            origin = Origin(incoming.address, reference.trace, sealed=plain.sealed)
            yield Verified(head, texts, candidate, tenant_id, origin, dialect, signature), body
        finally:
            body.close()

    def _plain(self, incoming: Incoming, tenant_id: UUID) -> AbstractContextManager[Incoming]:
        """The message itself: as it came, or out of its seal."""
        if incoming.content_encoding.lower() != ENCODING:
            return nullcontext(incoming)
        return self._opened(incoming, tenant_id)

    @contextmanager
    def _opened(self, incoming: Incoming, tenant_id: UUID) -> Iterator[Incoming]:
        bare = replace(incoming, content_encoding="", sealed=True)
        with self._seals.opened(incoming.stream, _length(bare), tenant_id) as found:
            yield replace(bare, stream=found.stream, length=found.length, signature=found.signature)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Wait for bytes, but never with every thread of the process. Raises Busy."""
        if not self._readers.acquire(timeout=limits.LINK_READER_WAIT_S):
            raise Busy
        try:
            yield
        finally:
            self._readers.release()

    def _perform(self, message: Verified, body: Body, operation: Operation) -> Any:
        """Read the command and perform it; a refusal for good uses up the nonce all the same."""
        asked = message.dialect.read(body, message.texts, operation)
        head, origin = message.head, message.origin
        fp("link.before_perform")

        def work(uow: UnitOfWork) -> Any:
            now = self._world.clock.now()
            self._gate.foresee(uow, message.expected, operation.code, command)
            uow.ahead(lambda: self._senders.admit(uow, head, now, origin))
            actor = self._senders.admit(uow, head, now, origin)
            answer = self._gate.perform(actor, operation.code, command, uow=uow)
            if format_of(operation.command) is not None and not getattr(answer, "duplicate", False):
                received = Received(
                    enterprise_id=message.candidate.enterprise_id, trace=origin.trace, operation=operation.code,
                    certificate=head.certificate, signature=message.signature, at=now,
                )  # fmt: skip
                keep(uow, self._safe, received, body.source)
            return answer

        try:
            command = self._gate.understand(operation.code, asked.given, asked.encoding)
            origin = replace(origin, serial=serial_of(command.command))
            return self._database.transact(message.scope, work)
        except YinqiError as refused:
            if not isinstance(refused, _MAY_BE_SENT_AGAIN):
                now, code = self._world.clock.now(), refusal_of(type(refused)).code
                self._senders.burn(message.scope, head, now, origin, code)
            raise

    def _offered(self, code: str) -> Operation:
        """The operation; raises OperationUnknown and DoorClosed before anything of it is read."""
        operation = self._catalogue.find(code)
        if Door.DIRECT_LINK not in operation.doors:
            raise DoorClosed(operation=operation.title, door=Door.DIRECT_LINK.label)
        return operation

    def _limit(self, dialect: Dialect, head: Head) -> int:
        """How long a message may be."""
        known = head.operation in self._catalogue
        return dialect.length_max(self._catalogue.find(head.operation) if known else None)

    @staticmethod
    def _check_time(head: Head, now: datetime) -> None:
        if abs(now - head.timestamp) > _WINDOW:
            raise time_outside(now)

    def _tenant(self, bank: str) -> UUID:
        found = self._directory.by_slug(bank)
        if found is None:
            raise BankUnknown
        return found


def _check_address(incoming: Incoming, head: Head) -> None:
    """The address is not signed: it must say what the head says."""
    if head.bank != incoming.bank:
        raise CertificateRefused
    if incoming.operation not in {"", head.operation}:
        found = shown(incoming.operation)
        raise LinkRule.ADDRESS_DIFFERS.refusal(operation=head.operation, found=found)


def _length(incoming: Incoming) -> int:
    """How long the message says it is, within what any message may be."""
    if incoming.content_encoding.lower() not in {"", "identity"}:
        raise BodyEncoded
    if incoming.length is None:
        raise LengthMissing
    if incoming.length > limits.LINK_BODY_BYTES_MAX:
        raise BodyTooLarge(limit=limits.LINK_BODY_BYTES_MAX)
    return incoming.length


def _checked(body: Body, signature: bytes, claim: Claim, reference: Reference) -> tuple[bool, Body]:
    """Whether the signature is right, and the body it is about: all of it, or what is signed inside."""
    if signature:
        with meters.timed("signature", "verify", claim.key.algorithm.value):
            return claim.key.verify_digest(body.digest, signature), body
    content = reference.dialect.enclosed(body, claim.key, reference.at)
    if content is None:
        return False, body
    body.close()
    return True, Body(BytesIO(content), len(content), body.digest)


def _signature(header: str, dialect: Dialect) -> bytes:
    """The bytes of the header; nothing where the signature may stand in the message."""
    if not header and dialect.encloses:
        return b""
    try:
        found = base64.b64decode(header, validate=True)
    except (binascii.Error, ValueError):
        raise SignatureMissing from None
    if not found or len(header) > limits.LINK_SIGNATURE_CHARS_MAX:
        raise SignatureMissing
    return found

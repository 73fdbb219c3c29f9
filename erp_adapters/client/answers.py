"""Reads answers: only what the pinned key of the bank signed, and only as the answer to this request.

An unsigned refusal may be a forgery that hides an accepted payment, so it proves nothing. A signed
one repeats the request's nonce; another one's answer does not fit.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Final

from erp_adapters.client.errors import BankBusy, Fault, Refused, UnknownAtBank, Untrusted
from erp_adapters.client.messages import NAMESPACE
from erp_adapters.client.pins import Pins
from erp_adapters.client.sealing import SIGNATURE
from erp_adapters.client.transport import Reply
from kernel.crypto import rightly_signed
from kernel.errors import Faulty
from kernel.text import Text
from kernel.xml import Element, cut, local, read_tree

KEY_ID: Final = "Yinqi-Key"
_Q: Final = f"{{{NAMESPACE}}}"
_ACCEPTED: Final = "0000"
_REPLAYED: Final = "link.replayed"
_DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_RETRY_AFTER: Final = "retry-after"
_RETRY_AFTER_S_MAX: Final = 3600

Values = dict[str, "str | list[Values]"]


@dataclass(frozen=True, slots=True)
class Expected:
    """What the answer to our request must repeat."""

    operation: str
    bank: str
    enterprise: str
    certificate: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An accepted message's answer: a record's values, or a document."""

    duplicate: bool
    values: Values
    document: bytes
    bank_time: str
    trace: str


class AnswerReader:
    """Checks answers with the bank's pinned keys."""

    def __init__(self, pins: Pins) -> None:
        self._pins = pins

    def read(self, reply: Reply, expected: Expected, now: datetime) -> Answer:
        """Return the answer. Raises Refused, BankBusy, UnknownAtBank or Untrusted."""
        self._check_signature(reply, now)
        around, document = _parted(reply.body)
        root = read_tree(around)
        _check_echo(root, expected)
        code, reason = _head(root, "Code"), _head(root, "Reason")
        if code != _ACCEPTED:
            raise _refusal(root, code, reason, retry_after(reply.headers))
        inside = root.find(f"{_Q}Body")
        element = inside[0] if inside is not None and len(inside) else None
        values = values_of(element) if element is not None and not document else {}
        duplicate = _head(root, "Duplicate") == "true"
        return Answer(duplicate, values, document, _head(root, "Timestamp"), _head(root, "Trace"))

    def _check_signature(self, reply: Reply, now: datetime) -> None:
        headers = {name.lower(): value for name, value in reply.headers.items()}
        signature, key_id = headers.get(SIGNATURE.lower(), ""), headers.get(KEY_ID.lower(), "")
        if not signature:
            reason = Text(f"无签名，HTTP {reply.status}", f"no signature, HTTP {reply.status}")
            raise Untrusted(
                reason=reason,
                said=_said_unproven(reply.body),
                retry_after_s=retry_after(reply.headers),
            )
        key = self._pins.trusted(key_id, now)
        if key is None:
            reason = Text(
                f"密钥 {key_id[:64]} 不是登记的银行密钥", f"key {key_id[:64]} is not the pinned one"
            )
            raise Untrusted(reason=reason, said=_NOTHING)
        if not rightly_signed(key, reply.body, _decoded(signature)):
            reason = Text("签名不正确", "the signature is wrong")
            raise Untrusted(reason=reason, said=_NOTHING)


_NOTHING: Final = Text("—", "—")


def values_of(element: Element) -> Values:
    """The texts below a record; what occurs with children becomes a list of records."""
    values: Values = {}
    for child in element:
        name = local(child.tag)
        if len(child):
            several = values.setdefault(name, [])
            if isinstance(several, list):
                several.append(values_of(child))
        else:
            values[name] = child.text or ""
    return values


def _parted(body: bytes) -> tuple[bytes, bytes]:
    """The envelope, and the document in it or nothing."""
    try:
        around, payload = cut(BytesIO(body), "Document")
    except Faulty as fault:
        if fault.findings[0].code == "xml.payload_missing":
            return body, b""
        raise
    return around, _DECLARATION + b"".join(payload.chunks())


def _check_echo(root: Element, expected: Expected) -> None:
    found = Expected(
        *(_head(root, name) for name in ("Operation", "Bank", "Enterprise", "Certificate", "Nonce"))
    )
    if found != expected:
        reason = Text("应答属于另一报文", "the answer is about another message")
        raise Untrusted(reason=reason, said=_NOTHING)


def retry_after(headers: Mapping[str, str]) -> float:
    """The seconds a `Retry-After` names; a date, or nonsense, names none (RFC 9110 §10.2.3)."""
    named = {name.lower(): value for name, value in headers.items()}.get(_RETRY_AFTER, "").strip()
    seconds = int(named) if named.isascii() and named.isdigit() else 0
    return float(min(seconds, _RETRY_AFTER_S_MAX))


def _refusal(
    root: Element, code: str, reason: str, later: float
) -> Refused | BankBusy | UnknownAtBank:
    said = _text(root.find(f"{_Q}Head"))
    if code.startswith("X") or reason == _REPLAYED:
        return UnknownAtBank(return_code=code, said=said)
    if code.startswith("U"):
        return BankBusy(return_code=code, said=said, retry_after_s=later)
    return Refused(code, reason, said, tuple(_faults(root)))


def _faults(root: Element) -> Iterator[Fault]:
    for found in root.iterfind(f"{_Q}Body/{_Q}Faults/{_Q}Fault"):
        code, place = found.findtext(f"{_Q}Code") or "", found.findtext(f"{_Q}Element") or ""
        yield Fault(code, place, _text(found))


def _text(element: Element | None) -> Text:
    texts = (
        {} if element is None else {t.get("lang"): t.text or "" for t in element.iter(f"{_Q}Text")}
    )
    return Text(texts.get("zh", ""), texts.get("en", ""))


def _head(root: Element, name: str) -> str:
    return root.findtext(f"{_Q}Head/{_Q}{name}") or ""


def _decoded(signature: str) -> bytes:
    try:
        return base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _said_unproven(body: bytes) -> Text:
    """What an unsigned answer says, for a person to read; nothing may depend on it."""
    try:
        root = read_tree(body)
    except Faulty:
        return _NOTHING
    head = root.find(f"{_Q}Head")
    return _NOTHING if head is None else _text(head)

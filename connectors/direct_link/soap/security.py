"""WS-Security inside a SOAP message: an XML signature over its Timestamp and its Body.

A strict profile. The key is the one registered for the certificate that the head names: what KeyInfo
says is not even looked at. Nothing is searched for by its id: a reference counts only when it names the
id of the very Body, the very Timestamp or a token beside it. What is read afterwards is the canonical
text that was hashed, so that a body wrapped, moved or doubled elsewhere is never seen.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from connectors.direct_link.errors import SignatureMissing, time_outside
from connectors.direct_link.soap.errors import SoapRule
from connectors.direct_link.soap.reading import check_headers, parts_of
from connectors.direct_link.soap.version import Version
from kernel import limits
from kernel.crypto import MessageVerifier, SignatureAlgorithm
from kernel.crypto.signature import encode_signature
from kernel.errors import Faulty
from kernel.xml import Element, canonical, read_tree

_OASIS: Final = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-"
_WSSE: Final = f"{{{_OASIS}secext-1.0.xsd}}"
_WSU: Final = f"{{{_OASIS}utility-1.0.xsd}}"
_DS: Final = "{http://www.w3.org/2000/09/xmldsig#}"
_C14N: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
_MORE: Final = "http://www.w3.org/2001/04/xmldsig-more#"
SECURITY: Final = f"{_WSSE}Security"
_HASHES: Final = {
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "urn:yinqi:xmldsig:sm3": "sm3",
}
_METHODS: Final = {
    f"{_MORE}rsa-sha256": SignatureAlgorithm.RSA_SHA256,
    f"{_MORE}ecdsa-sha256": SignatureAlgorithm.ECDSA_SHA256,
    "urn:yinqi:xmldsig:sm2-sm3": SignatureAlgorithm.SM2_SM3,
}
"""SM2 and SM3 have no names of a standard in XML signatures: these are ours."""
_REFERENCES_MAX: Final = 5
_HALF: Final = 32
_WINDOW: Final = timedelta(seconds=limits.LINK_WINDOW_S)


@dataclass(frozen=True, slots=True)
class _Signed:
    """The parts of a message that its signature is about."""

    body: Element
    timestamp: Element
    signature: Element
    tokens: tuple[Element, ...]

    def named(self) -> dict[str, Element]:
        """Those that may be referred to, by their ids; raises Faulty when two have the same."""
        parts = (self.body, self.timestamp, *self.tokens)
        found = {each.get(f"{_WSU}Id", ""): each for each in parts}
        if len(found) != len(parts):
            raise _unacceptable()
        return found


def verified(content: bytes, version: Version, key: MessageVerifier, now: datetime) -> bytes | None:
    """Return an envelope around the body that was signed, or None where the signature is wrong.

    Raises SignatureMissing, Faulty, NotUnderstood and TimeOutside.
    """
    root = read_tree(content)
    header, body = parts_of(root, version)
    check_headers(header, version, frozenset({SECURITY}))
    signed = _parts(header, body)
    _check_time(signed.timestamp, now)
    info = _only(signed.signature, "SignedInfo")
    canonical_info = canonical(info, _prefixes(_only(info, "CanonicalizationMethod")))
    if not _right(info, canonical_info, _only(signed.signature, "SignatureValue"), key):
        return None
    texts = dict(_referred(info, signed.named()))
    if signed.timestamp not in texts or signed.body not in texts:
        raise _unacceptable()
    start = f'<s:Envelope xmlns:s="{version.namespace}">'.encode()
    return b"%b%b</s:Envelope>" % (start, texts[signed.body])


def _parts(header: Element | None, body: Element) -> _Signed:
    """Find what is signed by its place alone."""
    found = [each for each in header if each.tag == SECURITY] if header is not None else []
    if not found:
        raise SignatureMissing
    if len(found) > 1:
        raise _unacceptable()
    inside = list(found[0])
    timestamps = [each for each in inside if each.tag == f"{_WSU}Timestamp"]
    signatures = [each for each in inside if each.tag == f"{_DS}Signature"]
    tokens = tuple(each for each in inside if each.tag == f"{_WSSE}BinarySecurityToken")
    if len(inside) != len(timestamps) + len(signatures) + len(tokens):
        raise _unacceptable()
    if len(timestamps) != 1 or len(signatures) != 1:
        raise _unacceptable()
    return _Signed(body, timestamps[0], signatures[0], tokens)


def _referred(info: Element, named: dict[str, Element]) -> Iterator[tuple[Element, bytes]]:
    """Each part a reference names with its canonical text, whose digest was right; raises Faulty."""
    references = info.findall(f"{_DS}Reference")
    if not 1 <= len(references) <= _REFERENCES_MAX or len(info) != 2 + len(references):
        raise _unacceptable()
    for reference in references:
        uri = reference.get("URI", "")
        if uri[:1] != "#" or uri == "#" or uri[1:] not in named:
            raise _unacceptable()
        part = named[uri[1:]]
        text = canonical(part, _prefixes(_only(_only(reference, "Transforms"), "Transform")))
        method = _HASHES.get(_only(reference, "DigestMethod").get("Algorithm", ""))
        if method is None:
            raise _unacceptable()
        digest = hashlib.new(method, text).digest()
        if not hmac.compare_digest(digest, _bytes(_only(reference, "DigestValue"))):
            raise _unacceptable()
        yield part, text


def _right(info: Element, text: bytes, value: Element, key: MessageVerifier) -> bool:
    """Whether the signature is the registered key's, made with its one algorithm."""
    method = _METHODS.get(_only(info, "SignatureMethod").get("Algorithm", ""))
    if method is None:
        raise _unacceptable()
    signature = _bytes(value)
    if key.algorithm is not SignatureAlgorithm.RSA_SHA256:
        if len(signature) != 2 * _HALF:
            return False
        halves = (signature[:_HALF], signature[_HALF:])
        signature = encode_signature(*(int.from_bytes(half) for half in halves))
    state = key.hashing()
    state.update(text)
    return key.verify_digest(state.digest(), signature) and method is key.algorithm


def _check_time(timestamp: Element, now: datetime) -> None:
    """Created within the window, and not expired."""
    created = _instant(timestamp.findtext(f"{_WSU}Created"))
    expires = timestamp.findtext(f"{_WSU}Expires")
    if abs(now - created) > _WINDOW or (expires is not None and _instant(expires) <= now):
        raise time_outside(now)


def _instant(text: str | None) -> datetime:
    try:
        found = datetime.fromisoformat((text or "").strip())
    except ValueError:
        raise _unacceptable() from None
    if found.tzinfo is None:
        raise _unacceptable()
    return found.astimezone(UTC)


def _prefixes(method: Element) -> list[str]:
    """The prefixes an exclusive canonicalisation keeps; any other one is refused."""
    if method.get("Algorithm") != _C14N or len(method) > 1:
        raise _unacceptable()
    if not len(method):
        return []
    if method[0].tag != f"{{{_C14N}}}InclusiveNamespaces":
        raise _unacceptable()
    return method[0].get("PrefixList", "").split()


def _only(parent: Element, name: str) -> Element:
    """The one child of that name; raises Faulty."""
    found = parent.findall(f"{_DS}{name}")
    if len(found) != 1:
        raise _unacceptable()
    return found[0]


def _bytes(element: Element) -> bytes:
    try:
        return base64.b64decode("".join((element.text or "").split()), validate=True)
    except (binascii.Error, ValueError):
        raise _unacceptable() from None


def _unacceptable() -> Faulty:
    return SoapRule.SECURITY.refusal("/Envelope/Header/Security")

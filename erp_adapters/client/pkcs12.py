"""Takes the private key out of a PKCS#12 file (RFC 7292), still encrypted: PKCS#8 under the same pass phrase.

Only the shrouded key bag is looked for, by its object identifier; whether the pass phrase is right and the
key is one of ours is found out where every other PKCS#8 key is read. Certificates in the file are not used:
which certificate counts is what the bank registered.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Final

from kernel.crypto.errors import KeyMalformed
from kernel.text import Text

# 1.2.840.113549.1.12.10.1.2 pkcs8ShroudedKeyBag
_SHROUDED: Final = bytes.fromhex("060b2a864886f70d010c0a0102")
_SEQUENCE, _OCTETS, _EXPLICIT = 0x30, 0x04, 0xA0
_LONG: Final = 0x80
_LENGTH_BYTES_MAX: Final = 4
_BYTES_MAX: Final = 64 << 10
_NO_KEY: Final = Text(
    "PKCS#12 文件中没有加密的私钥（pkcs8ShroudedKeyBag）",
    "there is no encrypted private key (pkcs8ShroudedKeyBag) in the PKCS#12 file",
)


def is_pkcs12(content: bytes) -> bool:
    """Whether a key file is no PEM but DER, as `.p12` and `.pfx` are."""
    return content[:1] == bytes([_SEQUENCE])


def key_of_pkcs12(content: bytes) -> bytes:
    """The `ENCRYPTED PRIVATE KEY` as PEM; raises KeyMalformed."""
    if len(content) > _BYTES_MAX:
        raise KeyMalformed(reason=_NO_KEY)
    for tag, value in _walk(content, 0):
        if tag == _SEQUENCE and value.startswith(_SHROUDED):
            inside = next(_parts(value[len(_SHROUDED) :]), None)
            if inside is not None and inside[0] == _EXPLICIT:
                return _pem(inside[1])
    raise KeyMalformed(reason=_NO_KEY)


def _walk(content: bytes, depth: int) -> Iterator[tuple[int, bytes]]:
    """Every element, those in octet strings that hold DER included."""
    if depth > _DEPTH_MAX:
        return
    for tag, value in _parts(content):
        yield tag, value
        constructed = tag & 0x20
        if constructed or (tag == _OCTETS and value[:1] == bytes([_SEQUENCE])):
            yield from _walk(value, depth + 1)


_DEPTH_MAX: Final = 16


def _parts(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements one after another; what does not add up ends the reading."""
    at = 0
    while at + 2 <= len(content):
        tag, size = content[at], content[at + 1]
        at += 2
        if size >= _LONG:
            count = size - _LONG
            if not 0 < count <= _LENGTH_BYTES_MAX:
                return
            size = int.from_bytes(content[at : at + count], "big")
            at += count
        if at + size > len(content):
            return
        yield tag, content[at : at + size]
        at += size


def _pem(der: bytes) -> bytes:
    text = base64.b64encode(der)
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    begin, end = b"-----BEGIN ENCRYPTED PRIVATE KEY-----", b"-----END ENCRYPTED PRIVATE KEY-----"
    return b"\n".join((begin, *lines, end, b""))

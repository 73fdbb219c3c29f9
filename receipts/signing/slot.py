"""The place in a PDF that its signature is written into: reserved while drawing, filled once, never moved.

The file is complete and deterministic before it is signed; what is signed is all of it but the slot itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

RANGE_FREE: Final = b"/ByteRange [0 0000000000 0000000000 0000000000]"
_RANGE: Final = re.compile(rb"/ByteRange ?\[ ?(\d{1,10}) (\d{1,10}) (\d{1,10}) (\d{1,10}) ?\]")
_HEX: Final = re.compile(rb"<[0-9A-F]*>")  # as we write it: "a" for "A" is a changed byte too
_CONTENTS: Final = b"/Contents <"


@dataclass(frozen=True, slots=True)
class Slot:
    """What the signature says of itself, and how many bytes are kept for it."""

    signer: str
    reason: str
    at: datetime
    room: int


@dataclass(frozen=True, slots=True)
class Torn:
    """A signed PDF in its two parts: what is signed, and the signature with the zeros behind it."""

    covered: bytes
    signature: bytes


def fill(pdf: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    """Write into the one slot what `sign` makes of all other bytes; raises ValueError without room."""
    at = pdf.find(RANGE_FREE)
    begin = pdf.find(_CONTENTS, at) + len(_CONTENTS) - 1
    end = pdf.find(b">", begin) + 1
    if at < 0 or pdf.find(RANGE_FREE, at + 1) >= 0 or not at < begin < end:
        message = "a document has exactly one slot to be signed in"
        raise ValueError(message)
    told = b"/ByteRange [0 %010d %010d %010d]" % (begin, end, len(pdf) - end)
    whole = pdf[:at] + told + pdf[at + len(told) :]
    signature = sign(whole[:begin] + whole[end:]).hex().upper().encode()
    room = end - begin - 2
    if len(signature) > room:
        message = f"the slot has room for {room // 2} bytes, the signature is {len(signature) // 2}"
        raise ValueError(message)
    return whole[: begin + 1] + signature.ljust(room, b"0") + whole[end - 1 :]


def tear(pdf: bytes) -> Torn | None:
    """Part a PDF signed once, from its first byte to its last; None for any other."""
    ranges = _RANGE.findall(pdf)
    if len(ranges) != 1:
        return None
    start, begin, end, rest = map(int, ranges[0])
    if start or end + rest != len(pdf) or not 0 < begin < end:
        return None
    held = pdf[begin:end]
    if not _HEX.fullmatch(held) or len(held) % 2:
        return None
    return Torn(pdf[:begin] + pdf[end:], bytes.fromhex(held[1:-1].decode()))

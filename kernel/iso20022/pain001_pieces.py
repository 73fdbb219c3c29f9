"""A plain pain.001 in pieces, each of which is a document of its own and as valid as the whole.

A piece holds some payments, and blocks that end and begin between them. Before them stands what stands before them in
the file: the header, the head of the block they are in, and the payment just before, by which the parser is where it
would be. So what libxml2 says of the pieces it would say of the whole; it builds one small tree after the other
in one call each, and Python sees none of their elements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from kernel.errors import Faulty
from kernel.limits import XML_TOKEN_BYTES_MAX
from kernel.xml import Element
from kernel.xml.parser import valid

_PIECE_BYTES: Final = 256 << 10
_FRAME: Final = ("Document", "CstmrCdtTrfInitn", "PmtInf", "CdtTrfTxInf")
_OPENED: Final = re.compile(rb"<((?:[^\s<>/:]+:)?(?:%b))[\s>]" % "|".join(_FRAME).encode())


class Crooked(Exception):
    """Something is not as usual; the careful reader says what."""


@dataclass(frozen=True, slots=True)
class Marks:
    """How the tags between payments are written: their names, with a prefix if they have one."""

    document: bytes
    message: bytes
    block: bytes
    transfer: bytes

    @property
    def block_closes(self) -> bytes:
        """How a block ends."""
        return b"</" + self.block + b">"

    @property
    def transfer_opens(self) -> bytes:
        """How a payment begins."""
        return b"<" + self.transfer

    @property
    def transfer_closes(self) -> bytes:
        """How a payment ends."""
        return b"</" + self.transfer + b">"

    @property
    def closing(self) -> bytes:
        """What ends the document after a payment."""
        return b"</%b></%b></%b>" % (self.block, self.message, self.document)

    def is_end(self, rest: bytes) -> bool:
        """Whether this ends the document after a payment, and nothing else."""
        names = (self.block, self.message, self.document)
        pattern = b"".join(rb"\s*</%b\s*>" % re.escape(name) for name in names)
        return re.fullmatch(pattern + rb"\s*", rest) is not None


@dataclass(frozen=True, slots=True)
class Piece:
    """Some payments and what comes between them, as they are written."""

    before: bytes
    """What stands before them, so that the piece is a document."""
    run: bytes
    """From one payment to another. Of all pieces but the first, the payment it begins with was in the one before."""
    marks: Marks
    is_first: bool

    def tree(self, schema: etree.XMLSchema) -> Element:
        """The piece as a valid document; raises Crooked."""
        try:
            return valid(self.before + self.run + self.marks.closing, schema)
        except Faulty as fault:
            raise Crooked from fault


def pieces(chunks: Iterator[bytes]) -> Iterator[Piece]:
    """Part a document that has nothing in it but tags and texts. Raises Crooked, also behind the last piece."""
    held, marks, top = _beginning(chunks)
    begins, last = held.find(marks.transfer_opens), b""
    head, held = held[len(top) : begins], held[begins:]
    for chunk in _then_none(chunks):
        held += chunk
        if len(held) < _PIECE_BYTES and chunk:
            continue
        end = held.rfind(marks.transfer_closes) + len(marks.transfer_closes)
        if end >= len(marks.transfer_closes):
            run, held = last + held[:end], held[end:]
            yield Piece(top + head, run, marks, is_first=not last)
            head = _last_head(run, marks) or head
            last = run[run.rfind(marks.transfer_opens) :]
        if len(held) > _PIECE_BYTES + XML_TOKEN_BYTES_MAX:
            raise Crooked
    if not marks.is_end(held):
        raise Crooked


def _then_none(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks, and an empty one that says that there are no more."""
    yield from chunks
    yield b""


def _beginning(chunks: Iterator[bytes]) -> tuple[bytes, Marks, bytes]:
    """What was read up to the first payment, how tags are written, and what stands before the first block."""
    held = b""
    for chunk in chunks:
        held += chunk
        found = list(_OPENED.finditer(held))
        names = [one[1].rpartition(b":")[2].decode() for one in found[: len(_FRAME)]]
        if names == list(_FRAME):
            return held, Marks(*(one[1] for one in found[: len(_FRAME)])), held[: found[2].start()]
        if names != list(_FRAME[: len(names)]) or len(held) > XML_TOKEN_BYTES_MAX:
            break
    raise Crooked


def _last_head(run: bytes, marks: Marks) -> bytes:
    """The head of the last block that begins in it; empty where none does."""
    begins = run.find(b"<", run.rfind(marks.block_closes) + 1)
    return run[begins : run.find(marks.transfer_opens, begins)] if begins > 0 else b""

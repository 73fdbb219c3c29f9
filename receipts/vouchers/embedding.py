"""Puts files into a finished PDF (嵌入文件) by an update behind its end, before it is signed.

Only PDFs of our own are read here: a classic table of references and a catalogue of its own. The old bytes stay
as they were, so that a slot reserved for a signature is found where it was, and covers the files as well.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_STARTXREF: Final = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_TRAILER: Final = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref", re.DOTALL)
_ROOT: Final = re.compile(rb"/Root\s+(\d+)\s+0\s+R")
_SIZE: Final = re.compile(rb"/Size\s+(\d+)")


@dataclass(frozen=True, slots=True)
class Embedded:
    """A file that goes with a document: as its data, for programs."""

    name: str
    media_type: str
    content: bytes


def embed(pdf: bytes, files: Sequence[Embedded]) -> bytes:
    """Return the PDF with files in it; the same input gives the same bytes.

    Raises ValueError for a PDF that is not one of ours, or that has files already.
    """
    if not files:
        return pdf
    place, trailer = _end(pdf)
    root, size = _number(_ROOT, trailer), _number(_SIZE, trailer)
    update = _Update(len(pdf), size)
    specs = [_specified(update, file) for file in files]
    update.put(_catalogue(pdf, root, files, specs), root)
    return pdf + update.body + update.table(place, trailer)


class _Update:
    """Objects behind the end of a file, and where each begins."""

    def __init__(self, start: int, size: int) -> None:
        self._start = start
        self._next = size
        self._places: dict[int, int] = {}
        self._parts: list[bytes] = []
        self._length = 0

    @property
    def body(self) -> bytes:
        """Every object."""
        return b"".join(self._parts)

    def put(self, content: bytes, number: int = 0) -> int:
        """Add an object, new or in the place of an old one; its number."""
        if not number:
            number, self._next = self._next, self._next + 1
        part = b"%d 0 obj\n%b\nendobj\n" % (number, content)
        self._places[number] = self._start + self._length
        self._parts.append(part)
        self._length += len(part)
        return number

    def table(self, previous: int, trailer: bytes) -> bytes:
        """The table of what is new, the trailer, and the end."""
        rows = [
            b"%d 1\n%010d 00000 n \n" % (number, place)
            for number, place in sorted(self._places.items())
        ]
        kept = _SIZE.sub(b"/Size %d" % self._next, trailer).strip()
        return b"xref\n%btrailer\n<< %b /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
            b"".join(rows), kept, previous, self._start + self._length,
        )  # fmt: skip


def _end(pdf: bytes) -> tuple[int, bytes]:
    """Where the table of references begins, and what the trailer says."""
    start, trailer = _STARTXREF.search(pdf), _TRAILER.search(pdf, pdf.rfind(b"trailer"))
    if start is None or trailer is None or not pdf.startswith(b"xref", int(start[1])):
        message = "not a PDF that files can be put into"
        raise ValueError(message)
    return int(start[1]), trailer[1]


def _number(pattern: re.Pattern[bytes], text: bytes) -> int:
    found = pattern.search(text)
    if found is None:
        message = f"the trailer lacks {pattern.pattern!r}"
        raise ValueError(message)
    return int(found[1])


def _specified(update: _Update, file: Embedded) -> int:
    packed = zlib.compress(file.content, 9)
    subtype = file.media_type.replace("/", "#2F").encode()
    stream = update.put(
        b"<< /Type /EmbeddedFile /Subtype /%b /Filter /FlateDecode /Length %d /Params << /Size %d >> >>\n"
        b"stream\n%b\nendstream" % (subtype, len(packed), len(file.content), packed)
    )
    name = _text(file.name)
    return update.put(
        b"<< /Type /Filespec /F %b /UF %b /AFRelationship /Data /EF << /F %d 0 R /UF %d 0 R >> >>"
        % (name, name, stream, stream)
    )


def _catalogue(pdf: bytes, root: int, files: Sequence[Embedded], specs: Sequence[int]) -> bytes:
    """The catalogue as it was, with the files by name, and as what the document is made of."""
    written = re.compile(rb"(?:\A|\n)%d 0 obj\s*<<(.*?)>>\s*endobj" % root, re.DOTALL)
    found = next(reversed(list(written.finditer(pdf))), None)
    if found is None or b"/Names" in found[1]:
        message = "a catalogue without files is needed"
        raise ValueError(message)
    named = sorted(zip(files, specs, strict=True), key=lambda pair: pair[0].name.encode())
    names = b" ".join(b"%b %d 0 R" % (_text(file.name), spec) for file, spec in named)
    data = b" ".join(b"%d 0 R" % spec for spec in specs)
    return b"<<%b /Names << /EmbeddedFiles << /Names [%b] >> >> /AF [%b] >>" % (
        found[1].rstrip(), names, data,
    )  # fmt: skip


def _text(text: str) -> bytes:
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"

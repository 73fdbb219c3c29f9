"""Fonts as reportlab embeds them: subsets of 256 characters, and a first one that many files have in common.

What every receipt of a bank says — its labels, digits, capitals of amounts — stands in the first subset, which is
made and packed once; only the characters of one receipt alone are worked out for it. Bytes depend on nothing else.
"""

from __future__ import annotations

import threading
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFObject, PDFStream
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont, TTFontFace

_CMAP_BLOCK_MAX: Final = 100
_SYMBOLIC: Final = 4
_NOT_SYMBOLIC: Final = 32
_PACKS_KEPT: Final = 32
_LEVEL: Final = 9  # a fiftieth smaller, and no slower on outlines
_SUBSET: Final = 256

_subsetting = threading.Lock()


class Written(PDFObject):  # type: ignore[misc]  # reportlab has no types
    """An object of a PDF as it is written, references among its parts."""

    def __init__(self, *parts: bytes | PDFObject) -> None:
        self._parts = parts

    def format(self, document: Any) -> bytes:
        """Its bytes in a document, as reportlab asks for them."""
        return b"".join(
            part if isinstance(part, bytes) else part.format(document) for part in self._parts
        )


def packed_stream(packed: bytes, **said: object) -> PDFStream:
    """A stream compressed already, with what its dictionary says besides."""
    return PDFStream(PDFDictionary({**said, "Filter": PDFName("FlateDecode")}), packed)


@dataclass(frozen=True, slots=True)
class _Packed:
    """A subset as it goes into a file."""

    last: int
    length: int
    font: bytes
    to_unicode: bytes
    widths: bytes


class _Window:
    """A table of a font read in slices: the ten megabytes of glyphs are asked for those of one page."""

    def __init__(self, data: bytes, start: int) -> None:
        self._data = data
        self._start = start

    def __getitem__(self, part: slice) -> bytes:
        return self._data[self._start + part.start : self._start + part.stop]


class _EmbeddedFace(TTFontFace):  # type: ignore[misc]  # reportlab has no types
    """Makes subsets without copying the font, one thread at a time because the parser has a position."""

    def makeSubset(self, subset: list[int]) -> bytes:  # noqa: N802  # reportlab's name
        """Return a font of these characters."""
        with _subsetting:
            return bytes(super().makeSubset(subset))

    def get_table(self, tag: str) -> Any:
        """Return a table of the font, that of the glyphs as a window on it."""
        if tag == "glyf":
            return _Window(self._ttf_data, self.get_table_pos(tag)[0])
        return super().get_table(tag)


class EmbeddedFont(TTFont):  # type: ignore[misc]  # reportlab has no types
    """A font embedded as subsets, each with a map to Unicode that is right beyond U+FFFF too."""

    def __init__(self, name: str, filename: str) -> None:
        super().__init__(name, filename, asciiReadable=False)
        self.face = _EmbeddedFace(filename)
        self.drawable = _drawable(self.face)
        self._packed = lru_cache(_PACKS_KEPT)(self._pack)
        self._opened = lru_cache(_PACKS_KEPT)(self._open)

    def begin(self, doc: Any, alphabet: str) -> None:
        """Let a new document know the font, and begin with the subset of these characters if there are any."""
        state = self.state[doc] = TTFont.State(asciiReadable=False, ttf=self)
        if alphabet:
            opened: TTFont.State = self._opened(alphabet)
            state.assignments = dict(opened.assignments)
            state.subsets = [list(subset) for subset in opened.subsets]
            state.nextCode = len(opened.subsets) * _SUBSET
        state.ready = len(state.subsets) if alphabet else 0
        self.getSubsetInternalName(0, doc)

    def alphabet(self, doc: Any, more: str) -> str:
        """The characters written in a document so far, in their order, and then some more."""
        self.splitString(more, doc)
        return "".join(chr(point) for point in self.state[doc].assignments if point)

    def addObjects(self, doc: Any) -> None:  # noqa: N802  # reportlab's name
        """Add the subsets used in `doc` to it."""
        fonts = doc.idToObject["BasicFonts"].dict
        state = self.state[doc]
        for number, subset in enumerate(state.subsets):
            name = self.getSubsetInternalName(number, doc)[1:]
            pack = self._packed if number < getattr(state, "ready", 0) else self._pack
            fonts[name] = doc.Reference(self._font(doc, number, pack(tuple(subset))), name)
        del self.state[doc]

    def _font(self, doc: Any, number: int, packed: _Packed) -> Written:
        name = SUBSETN(number) + b"+" + self.face.name
        font = packed_stream(packed.font, Length1=packed.length)
        told = self.face
        descriptor = Written(
            b"<< /Type /FontDescriptor /FontName /" + name,
            f" /Flags {told.flags & ~_NOT_SYMBOLIC | _SYMBOLIC} /FontBBox [{' '.join(str(round(one)) for one in told.bbox)}]"
            f" /Ascent {round(told.ascent)} /Descent {round(told.descent)}"
            f" /CapHeight {round(told.capHeight)} /ItalicAngle {round(told.italicAngle)}"
            f" /StemV {round(told.stemV)} /MissingWidth {round(told.defaultWidth)}".encode(),
            b" /FontFile2 ", doc.Reference(font), b" >>",
        )  # fmt: skip
        return Written(
            b"<< /Type /Font /Subtype /TrueType /BaseFont /" + name,
            b" /FirstChar 0 /LastChar %d /Widths " % packed.last, packed.widths,
            b" /ToUnicode ", doc.Reference(packed_stream(packed.to_unicode)),
            b" /FontDescriptor ", doc.Reference(descriptor), b" >>",
        )  # fmt: skip

    def _pack(self, subset: tuple[int, ...]) -> _Packed:
        font = self.face.makeSubset(list(subset))
        widths = " ".join(f"{self.face.getCharWidth(point):g}" for point in subset)
        return _Packed(
            len(subset) - 1,
            len(font),
            zlib.compress(font, _LEVEL),
            zlib.compress(_to_unicode(subset).encode(), _LEVEL),
            f"[{widths}]".encode(),
        )

    def _open(self, alphabet: str) -> TTFont.State:
        document = _Nothing()
        self.splitString(alphabet, document)
        return self.state.pop(document)


class _Nothing:
    """Stands for a document while characters are given their codes."""


def _drawable(face: TTFontFace) -> dict[str, float]:
    """Return the characters that leave a mark or a gap, with their widths.

    Control, format and private characters are left out even where the font has a glyph for them.
    """
    return {
        chr(point): face.charWidths[point]
        for point in face.charToGlyph
        if face.charWidths.get(point) and not unicodedata.category(chr(point)).startswith("C")
    }


def _to_unicode(subset: Sequence[int]) -> str:
    """Write the map from codes to UTF-16, a hundred entries a block (ISO 32000-1, 9.10.3)."""
    entries = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>"
        for code, point in enumerate(subset)
        if point
    ]
    blocks = [entries[at : at + _CMAP_BLOCK_MAX] for at in range(0, len(entries), _CMAP_BLOCK_MAX)]
    body = [line for part in blocks for line in (f"{len(part)} beginbfchar", *part, "endbfchar")]
    return "\n".join((*_CMAP_HEAD, *body, *_CMAP_TAIL))


_CMAP_HEAD: Final = (
    "/CIDInit /ProcSet findresource begin",
    "12 dict begin",
    "begincmap",
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
    "/CMapName /Adobe-Identity-UCS def",
    "/CMapType 2 def",
    "1 begincodespacerange",
    "<00> <FF>",
    "endcodespacerange",
)
_CMAP_TAIL: Final = ("endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end")

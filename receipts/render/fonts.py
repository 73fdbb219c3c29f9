"""The typeface of printed documents, embedded as a subset: nothing is invisible and nothing is missing.

Set-up puts the font together: all 8,105 characters of 通用规范汉字表, Ext. A, and Latin as far as European
names go. A character it does not have is spelled out as 〔U+20BB7〕: a receipt may look odd, but it must never
show an empty box, hide a character or leave one of a name away.
"""

import re
import threading
import unicodedata
from functools import cache, lru_cache
from typing import Any, Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont, TTFontFace

from kernel.assets import font_path

_REGULAR: Final = "YinqiSansSC-Regular"
_BOLD: Final = "YinqiSansSC-Bold"

_ACCENTED: Final = re.compile(r"[^\W\d_][\u0300-\u036f]+")
_BLANKS: Final = str.maketrans(dict.fromkeys("\t\n\v\f\r\u00a0\u2028\u2029", " "))
_CMAP_BLOCK_MAX: Final = 100
_KEPT_TEXTS: Final = 4096

_loading = threading.Lock()
_subsetting = threading.Lock()


class Typeface:
    """One font: says what it can draw and how wide that is."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._widths = _load(name).drawable
        self.measured = lru_cache(_KEPT_TEXTS)(self._measure)
        """The printable form of a text and its width, kept: a month's receipts repeat most of what they say."""

    def printable(self, text: str) -> str:
        """Return `text` as it will be drawn: blanks as spaces, accents composed, the rest spelled out."""
        plain = _composed(text.translate(_BLANKS))
        if self._widths.keys() >= set(plain):
            return plain
        return "".join(char if char in self._widths else _spelled(char) for char in plain)

    def _measure(self, text: str) -> tuple[str, float]:
        printable = self.printable(text)
        return printable, self.width(printable)

    def missing(self, text: str) -> set[str]:
        """Return the characters of `text` it cannot draw, so that a page can warn before printing."""
        return set(_composed(text.translate(_BLANKS))) - self._widths.keys()

    def width(self, printable: str) -> float:
        """Return the width of printable text in thousandths of the type size."""
        return sum(map(self._widths.__getitem__, printable))


@cache
def regular() -> Typeface:
    """Return the face of all running text."""
    return Typeface(_REGULAR)


@cache
def bold() -> Typeface:
    """Return the face of titles, amounts and codes."""
    return Typeface(_BOLD)


def _load(name: str) -> "_EmbeddedFont":
    with _loading:
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(_EmbeddedFont(name, str(font_path(name))))
        font = pdfmetrics.getFont(name)
    if not isinstance(font, _EmbeddedFont):
        message = f"{name} was registered by somebody else"
        raise TypeError(message)
    return font


def _composed(text: str) -> str:
    """Compose letters and their accents; leave Chinese characters exactly as they are.

    NFC for the whole text would exchange compatibility ideographs in names for others.
    """
    if text.isascii():
        return text
    return _ACCENTED.sub(lambda match: unicodedata.normalize("NFC", match.group()), text)


def _spelled(char: str) -> str:
    return f"〔U+{ord(char):04X}〕"


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


class _EmbeddedFont(TTFont):  # type: ignore[misc]  # reportlab has no types
    """Writes a ToUnicode map that is right beyond U+FFFF (reportlab's own puts five hex digits there)."""

    def __init__(self, name: str, filename: str) -> None:
        super().__init__(name, filename, asciiReadable=False)
        self.face = _EmbeddedFace(filename)
        self.drawable = _drawable(self.face)

    def addObjects(self, doc: Any) -> None:  # noqa: N802  # reportlab's name
        """Add the subsets used in `doc` to it."""
        subsets = self.state[doc].subsets
        names = [self.getSubsetInternalName(number, doc)[1:] for number in range(len(subsets))]
        super().addObjects(doc)
        embedded = doc.idToObject["BasicFonts"].dict
        for name, subset in zip(names, subsets, strict=True):
            reference = embedded[name].ToUnicode
            doc.idToObject[reference.name].content = _to_unicode(subset)


def _drawable(face: TTFontFace) -> dict[str, float]:
    """Return the characters that leave a mark or a gap, with their widths.

    Control, format and private characters are left out even where the font has a glyph for them.
    """
    return {
        chr(point): face.charWidths[point]
        for point in face.charToGlyph
        if face.charWidths.get(point) and not unicodedata.category(chr(point)).startswith("C")
    }


def _to_unicode(subset: list[int]) -> str:
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

"""The typeface of printed documents, embedded as subsets: nothing is invisible and nothing is missing.

Set-up puts the font together: all 8,105 characters of 通用规范汉字表, Ext. A, and Latin, Greek and Cyrillic as far as
names go. Whatever else GB 18030 has of Chinese characters (Ext. B to F, 生僻字) comes out of a rare font, one for a
thousand characters, read when the first of them is met. A character nobody has is spelled out as 〔U+1F642〕: a receipt
may look odd, but it must never show an empty box, hide a character or leave one of a name away.
"""

import re
import threading
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from typing import Final

from reportlab.pdfbase import pdfmetrics

from kernel.assets import font_path, rare_fonts
from receipts.render.subsets import EmbeddedFont

_REGULAR: Final = "YinqiSansSC-Regular"
_BOLD: Final = "YinqiSansSC-Bold"

_ACCENTED: Final = re.compile(r"[^\W\d_][\u0300-\u036f]+")
_BLANKS: Final = str.maketrans(dict.fromkeys("\t\n\v\f\r\u00a0\u2028\u2029", " "))
_KEPT_TEXTS: Final = 4096

_loading = threading.Lock()


class Typeface:
    """A font, and the rare ones behind it: says what they can draw and how wide that is."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.font = _load(name)
        self._widths = dict(self.font.drawable)
        self._rare: dict[str, str] = {}
        """Characters met that stand in another font, and in which."""
        self.measured = lru_cache(_KEPT_TEXTS)(self._measure)
        """The printable form of a text and its width, kept: a month's receipts repeat most of what they say."""

    def printable(self, text: str) -> str:
        """Return `text` as it will be drawn: blanks as spaces, accents composed, the rest spelled out."""
        plain = _composed(text.translate(_BLANKS))
        if self._widths.keys() >= set(plain):
            return plain
        return "".join(char if self._draws(char) else _spelled(char) for char in plain)

    def _measure(self, text: str) -> tuple[str, float]:
        printable = self.printable(text)
        return printable, self.width(printable)

    def missing(self, text: str) -> set[str]:
        """Return the characters of `text` it cannot draw, so that a page can warn before printing."""
        found = set(_composed(text.translate(_BLANKS)))
        return {char for char in found if not self._draws(char)}

    def width(self, printable: str) -> float:
        """Return the width of printable text in thousandths of the type size."""
        return sum(map(self._widths.__getitem__, printable))

    def runs(self, printable: str) -> Iterator[tuple[str, str]]:
        """Part printable text by the fonts that draw it."""
        if not self._rare or self._rare.keys().isdisjoint(printable):
            yield self.name, printable
            return
        for name, chars in groupby(printable, lambda char: self._rare.get(char, self.name)):
            yield name, "".join(chars)

    def _draws(self, char: str) -> bool:
        """Whether it is drawn, if need be by a rare font, which is remembered."""
        if char in self._widths:
            return True
        name = _rare_name(ord(char))
        width = _load(name).drawable.get(char) if name else None
        if width is None:
            return False
        self._rare[char] = name
        self._widths[char] = width
        return True


@cache
def regular() -> Typeface:
    """Return the face of all running text."""
    return Typeface(_REGULAR)


@cache
def bold() -> Typeface:
    """Return the face of titles, amounts and codes."""
    return Typeface(_BOLD)


def _load(name: str) -> EmbeddedFont:
    with _loading:
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(EmbeddedFont(name, str(font_path(name))))
        font = pdfmetrics.getFont(name)
    if not isinstance(font, EmbeddedFont):
        message = f"{name} was registered by somebody else"
        raise TypeError(message)
    return font


def _rare_name(point: int) -> str:
    """The rare font that would have a character: the last that begins before it; its own map says whether."""
    first, names = rare_fonts()
    found = bisect_right(first, point)
    return names[found - 1] if found else ""


def _composed(text: str) -> str:
    """Compose letters and their accents; leave Chinese characters exactly as they are.

    NFC for the whole text would exchange compatibility ideographs in names for others.
    """
    if text.isascii():
        return text
    return _ACCENTED.sub(lambda match: unicodedata.normalize("NFC", match.group()), text)


def _spelled(char: str) -> str:
    return f"〔U+{ord(char):04X}〕"

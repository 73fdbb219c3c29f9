"""Reads a PDF back as a stranger would: each piece of text with the place and size it is drawn at."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple

from pypdf import PdfReader
from pypdf.generic import ContentStream

from receipts.render.sheet import HEIGHT, Box, mm


class Piece(NamedTuple):
    """Text as drawn: millimetres from the top left corner, ink from `box.top` to `box.bottom`."""

    text: str
    size: float
    box: Box


def pages_of(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf), strict=True)


def text_of(pdf: bytes, page: int = 0) -> str:
    return pages_of(pdf).pages[page].extract_text()


def resources_of(pdf: bytes, page: int = 0) -> Any:
    return pages_of(pdf).pages[page]["/Resources"]


def fonts_of(pdf: bytes) -> list[Any]:
    return [font.get_object() for font in resources_of(pdf)["/Font"].values()]


def pieces_of(pdf: bytes, page: int = 0) -> list[Piece]:
    """Return the upright pieces of a page; its forms are read as part of it."""
    reader = pages_of(pdf)
    used = resources_of(pdf, page)
    fonts = {name: _Font(font.get_object()) for name, font in used["/Font"].items()}
    found = list(_pieces(reader.pages[page].get_contents(), fonts, reader))
    for form in used["/XObject"].values():
        found += _pieces(form.get_object(), fonts, reader)
    return list({(one.box.left, one.box.bottom): one for one in found}.values())


class _Font:
    def __init__(self, font: Any) -> None:
        self.widths = [float(width) for width in font["/Widths"]]
        self.map = _to_unicode(font["/ToUnicode"].get_object().get_data().decode())
        self.base = str(font["/BaseFont"])


def _to_unicode(cmap: str) -> dict[int, str]:
    entries = re.findall("^<([0-9A-F]{2})> <((?:[0-9A-F]{4})+)>$", cmap, re.MULTILINE)
    return {int(code, 16): bytes.fromhex(units).decode("utf-16-be") for code, units in entries}


def _pieces(stream: Any, fonts: dict[str, _Font], reader: PdfReader) -> Iterator[Piece]:
    """What is written from one place on is one piece, whatever fonts it takes."""
    font, size, gap, begin, left, baseline, is_upright = None, 0.0, 0.0, 0.0, 0.0, 0.0, True
    text = ""
    for operands, operator in ContentStream(stream, reader).operations:
        match operator:
            case b"Tf":
                font, size = fonts[operands[0]], float(operands[1])
            case b"Tc":
                gap = float(operands[0])
            case b"Tm":
                is_upright, text = operands[1] == 0, ""
                begin = left = float(operands[4])
                baseline = float(operands[5])
            case b"Tj" if font is not None:
                codes = operands[0].original_bytes
                left += sum(font.widths[code] for code in codes) * size / 1000 + gap * len(codes)
                text += "".join(font.map[code] for code in codes)
                if is_upright:
                    yield Piece(text, size, _inked(begin, left - gap, baseline, size))


def _inked(left: float, right: float, baseline: float, size: float) -> Box:
    """Chinese characters reach from 0.12 below the base line to 0.88 above it."""
    top = HEIGHT - (baseline + 0.88 * size) / mm
    return Box(left / mm, top, right / mm, HEIGHT - (baseline - 0.12 * size) / mm)

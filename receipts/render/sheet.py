"""The sheet all documents share: A5 landscape (210 × 148 mm) or A4, ruled in the 青墨 language, black on white.

Places are millimetres from the top left corner, type sizes are points. The sheet draws and measures; what is
written on it is the business of the document that uses it.
"""

import re
import zlib
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from io import BytesIO
from typing import Any, Final

from reportlab import rl_config
from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase.pdfdoc import PDFFormXObject, xObjectName
from reportlab.pdfgen.canvas import Canvas

from receipts.render.fit import LEADING, Fitted, fit
from receipts.render.fonts import Typeface, bold, regular
from receipts.render.qr import draw_qr
from receipts.render.seal import RoundSeal, draw_seal
from receipts.render.slot import reserve
from receipts.render.subsets import packed_stream
from receipts.signing import Slot

rl_config.useA85 = 0
"""Streams are bytes: written as letters (ASCII85) they are a quarter larger and slower, for readers long gone."""

mm: Final = 72 / 25.4
"""Points in a millimetre."""

WIDTH: Final = 210.0
HEIGHT: Final = 148.0
A4: Final = 297.0

INK: Final = HexColor("#141B26")
SECONDARY: Final = HexColor("#596475")
RULE: Final = HexColor("#8A94A3")
SUNKEN: Final = HexColor("#F4F5F7")
BRAND: Final = HexColor("#1B4E9B")
WARN: Final = HexColor("#8A5200")
STOP: Final = HexColor("#B42318")
FAINT_STOP: Final = HexColor("#FAE3DF")
SEAL: Final = HexColor("#C8102E")

_COLOUR: Final = re.compile(r"[0-9A-Fa-f]{6}")
_NEARLY: Final = 0.86
"""A line may be so much smaller than asked before it is broken."""
_MIDDLE: Final = 0.37
"""Height of the middle of Chinese characters and of capitals above the base line, in parts of the size."""


class Align(Enum):
    """Where a line stands in its box, as the share of the free width on its left."""

    LEFT = 0.0
    CENTRE = 0.5
    RIGHT = 1.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in millimetres from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Width in millimetres."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height in millimetres."""
        return self.bottom - self.top

    def inset(self, sides: float, ends: float) -> "Box":
        """Return the box without a margin at its sides and at its ends."""
        return Box(self.left + sides, self.top + ends, self.right - sides, self.bottom - ends)


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks; `spacing` is the gap between letters in parts of the size."""

    size: float
    is_bold: bool = False
    colour: Color = INK
    align: Align = Align.LEFT
    spacing: float = 0.0

    @property
    def typeface(self) -> Typeface:
        """The chain of fonts."""
        return bold() if self.is_bold else regular()


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What the file says of itself in its properties."""

    title: str
    author: str
    subject: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Ground:
    """What all files of one look have in common, worked out once: their blank form, and the characters of all."""

    key: Hashable
    regular: str
    bold: str
    drawn: bytes
    """The form's operators, compressed; its letters are those codes that the alphabets give them."""


def prepared(
    key: Hashable, height: float, draw: Callable[["Sheet"], None], common: tuple[str, str]
) -> Ground:
    """Draw a form once, on a sheet thrown away; `common` are more characters of each face."""
    sheet = Sheet(DocumentInfo("", "", "", _LONG_AGO), height)
    sheet.form(key, lambda: draw(sheet))
    plain, strong = (
        face.font.alphabet(sheet.document, more)
        for face, more in zip((regular(), bold()), common, strict=True)
    )
    return Ground(key, plain, strong, zlib.compress(sheet.operators(key)))


_LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)


class Sheet:
    """A PDF of pages of one size; the same calls give the same bytes. Not for two threads at once."""

    def __init__(
        self, info: DocumentInfo, height: float = HEIGHT, ground: Ground | None = None
    ) -> None:
        self._out = BytesIO()
        self._height = height
        self._shift = 0.0
        self._canvas = Canvas(
            self._out,
            pagesize=(WIDTH * mm, height * mm),
            pageCompression=1,
            invariant=1,
            initialFontName=regular().name,
            lang="zh-CN",
            pdfVersion=(1, 7),
        )
        self._describe(info)
        self._text = self._canvas.beginText()
        self._forms: dict[Hashable, str] = {}
        regular().font.begin(self.document, ground.regular if ground else "")
        bold().font.begin(self.document, ground.bold if ground else "")
        if ground:
            self._begin(ground)

    @property
    def document(self) -> Any:
        """What is being written, as reportlab has it."""
        return self._canvas._doc  # noqa: SLF001 - there is no other way to it

    def operators(self, key: Hashable) -> bytes:
        """What a form drawn here consists of."""
        return bytes(self.document.idToObject[xObjectName(self._forms[key])].stream)

    def _begin(self, ground: Ground) -> None:
        """Take over a form as it was prepared."""
        name = self._forms[ground.key] = "form1"
        form = PDFFormXObject(0, 0, WIDTH * mm, self._height * mm)
        form.Contents = packed_stream(ground.drawn)
        self.document.addForm(name, form)

    def lower(self, shift: float) -> None:
        """Put what follows on this page, forms too, so many millimetres lower."""
        self._shift = shift

    def sign_here(self, slot: Slot, box: Box) -> None:
        """Keep the place of the signature in the file; a reader shows it when `box` is clicked."""
        corners = (box.left * mm, self._up(box.bottom), box.right * mm, self._up(box.top))
        reserve(self._canvas, slot, corners)

    def seal(self, seal: RoundSeal) -> None:
        """Draw a round seal in vectors."""
        middle = seal.middle * mm, self._up(seal.below)
        draw_seal(self._canvas, seal, middle, seal.radius * mm, SEAL)

    def fill(self, box: Box, colour: Color) -> None:
        """Paint a rectangle."""
        self._canvas.setFillColor(colour)
        self._canvas.rect(
            box.left * mm,
            self._up(box.bottom),
            box.width * mm,
            box.height * mm,
            stroke=0,
            fill=1,
        )

    def frame(self, box: Box, thickness: float, colour: Color) -> None:
        """Draw the outline of a rectangle."""
        self._pen(thickness, colour)
        self._canvas.rect(box.left * mm, self._up(box.bottom), box.width * mm, box.height * mm)

    def rules(
        self,
        lines: Sequence[tuple[float, float, float, float]],
        thickness: float,
        colour: Color,
    ) -> None:
        """Draw straight lines, each given as left, top, right, bottom."""
        self._pen(thickness, colour)
        self._canvas.lines(
            [
                (left * mm, self._up(top), right * mm, self._up(bottom))
                for left, top, right, bottom in lines
            ]
        )

    def line(self, text: str, box: Box, style: Style) -> None:
        """Write text into a box on one line; smaller than asked if it is too long."""
        printable, width = style.typeface.measured(text)
        ems = _with_gaps(width, printable, style)
        size = min(style.size, box.width * mm / ems) if ems else style.size
        self._place(Fitted((printable,), size), box, style)

    def holds(self, text: str, box: Box, style: Style) -> bool:
        """Whether a text stands on one line of a box at its own size, nearly."""
        printable, width = style.typeface.measured(text)
        return _with_gaps(width, printable, style) * style.size * _NEARLY <= box.width * mm

    def block(self, text: str, box: Box, style: Style) -> None:
        """Write text into a box, wrapped, in the middle of its height; smaller if it is too long."""
        fitted = fit(text, style.typeface, style.size, box.width * mm, box.height * mm)
        self._place(fitted, box, style)

    def qr(self, content: str, box: Box) -> None:
        """Draw a QR code into a square box."""
        self._canvas.setFillColor(INK)
        draw_qr(self._canvas, content, box.left * mm, self._up(box.bottom), box.width * mm)

    def watermark(self, text: str, middle: float, style: Style, angle: float) -> None:
        """Write large letters across the sheet at that height, under everything that is written later."""
        self._canvas.saveState()
        self._canvas.translate(WIDTH / 2 * mm, self._up(middle))
        self._canvas.rotate(angle)
        self._canvas.setFillColor(style.colour)
        self._canvas.setFont(style.typeface.name, style.size)
        self._canvas.drawCentredString(0, -_MIDDLE * style.size, style.typeface.printable(text))
        self._canvas.restoreState()

    def form(self, key: Hashable, draw: Callable[[], None]) -> None:
        """Put what `draw` draws on this page; the file holds it once, however many pages use it."""
        name = self._forms.get(key)
        if name is None:
            name = self._forms[key] = f"form{len(self._forms) + 1}"
            page_text, self._text = self._text, self._canvas.beginText()
            shift, self._shift = self._shift, 0.0
            self._canvas.beginForm(name)
            draw()
            self._canvas.drawText(self._text)
            self._canvas.endForm()
            self._text, self._shift = page_text, shift
        self._canvas.saveState()
        self._canvas.translate(0, -self._shift * mm)
        self._canvas.doForm(name)
        self._canvas.restoreState()

    def end_page(self) -> None:
        """Finish the page; the next call writes on a new one."""
        self._canvas.drawText(self._text)
        self._canvas.showPage()
        self._text = self._canvas.beginText()
        self._shift = 0.0

    def finish(self) -> bytes:
        """Return the file; nothing can be drawn afterwards."""
        self._canvas.save()
        return self._out.getvalue()

    def _up(self, top: float) -> float:
        """Turn millimetres from the top into points from the bottom, where PDF counts from."""
        return (self._height - self._shift - top) * mm

    def _describe(self, info: DocumentInfo) -> None:
        made_at = info.made_at.astimezone(UTC)
        self._canvas.setTitle(info.title)
        self._canvas.setAuthor(info.author)
        self._canvas.setSubject(info.subject)
        self._canvas.setCreator("Yinqi")
        self._canvas.setProducer("Yinqi")
        self._canvas.setDateFormatter(lambda *_: f"D:{made_at:%Y%m%d%H%M%S}+00'00'")
        self._canvas.setViewerPreference("DisplayDocTitle", "true")

    def _pen(self, thickness: float, colour: Color) -> None:
        self._canvas.setStrokeColor(colour)
        self._canvas.setLineWidth(thickness)

    def _place(self, fitted: Fitted, box: Box, style: Style) -> None:
        size, lines, text = fitted.size, fitted.lines, self._text
        leading = size * LEADING
        middle = (self._height - self._shift - (box.top + box.bottom) / 2) * mm
        baseline = middle + (len(lines) - 1) / 2 * leading - _MIDDLE * size
        text.setFont(style.typeface.name, size)
        text.setFillColor(style.colour)
        text.setCharSpace(style.spacing * size)
        for line in lines:
            left = box.left * mm
            if style.align is not Align.LEFT:
                left += style.align.value * (box.width * mm - _ems(line, style) * size)
            text.setTextOrigin(left, baseline)
            for name, run in style.typeface.runs(line):
                if name != text._fontname:  # noqa: SLF001 - as set last
                    text.setFont(name, size)
                text.textOut(run)
            baseline -= leading


def colour_of(digits: str) -> Color:
    """A bank's colour of six hexadecimal digits; the house's where there is none."""
    return HexColor(f"#{digits}") if _COLOUR.fullmatch(digits) else BRAND


def _ems(printable: str, style: Style) -> float:
    """Width of one line in parts of its type size, with the gaps between its letters."""
    return _with_gaps(style.typeface.measured(printable)[1], printable, style)


def _with_gaps(width: float, printable: str, style: Style) -> float:
    return width / 1000 + style.spacing * max(len(printable) - 1, 0)

"""Yinqi Sans SC (银企黑体): the one font of receipts and statements, put together at set-up.

Noto Sans SC has every character of the Table of General Standard Chinese Characters (通用规范汉字表), and so
the names banks must be able to print, but of Latin only what Western Europe writes. Its Latin letters are
those of Source Sans, enlarged; so the missing ones (Ł, ź, ő …), and Greek and Cyrillic, are taken from Source Sans at
the same scale and put into the same font. Both are TrueType (reportlab embeds nothing else) and under the OFL, whose
reserved name "Source" the result must not carry: hence its own name.

This runs as a program of its own, in an interpreter that finds fontTools among the set-up parts.
"""

from pathlib import Path

from fontTools.pens.boundsPen import ControlBoundsPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from tools.setup.layout import FONTS, NODE_MODULES

FAMILY = "Yinqi Sans SC"
STYLES = {"Regular": "400Regular", "Bold": "700Bold"}
RESULTS = tuple(FONTS / f"YinqiSansSC-{style}.ttf" for style in STYLES)

_CHINESE = NODE_MODULES / "@expo-google-fonts" / "noto-sans-sc"
_LATIN = NODE_MODULES / "@expo-google-fonts" / "source-sans-3"
# Latin-1 to Latin Extended-B, Greek and Cyrillic, Latin Extended Additional (Vietnamese), currency signs.
_WANTED = (
    range(0x00A0, 0x0250),
    range(0x0370, 0x0530),
    range(0x1E00, 0x1F00),
    range(0x20A0, 0x20C1),
)
# Tables that list every glyph and that a PDF never reads.
_UNUSED = ("BASE", "GDEF", "GPOS", "GSUB", "STAT", "vhea", "vmtx")


def build() -> None:
    """Write every style to `build/fonts/`."""
    FONTS.mkdir(parents=True, exist_ok=True)
    for (style, source), target in zip(STYLES.items(), RESULTS, strict=True):
        with (
            _open(_CHINESE / source / f"NotoSansSC_{source}.ttf") as font,
            _open(_LATIN / source / f"SourceSans3_{source}.ttf") as latin,
        ):
            _add_missing(font, latin)
            _rename(font, style)
            _save(font, target)


def _open(path: Path) -> TTFont:
    """Open a font so that only what is touched is read and written again: 1 s instead of 15."""
    return TTFont(path, lazy=True, recalcBBoxes=False)


def _add_missing(font: TTFont, latin: TTFont) -> None:
    have, offered = font.getBestCmap(), latin.getBestCmap()
    missing = [code for block in _WANTED for code in block if code in offered and code not in have]
    scale = _cap_height(font) / _cap_height(latin)
    for tag in _UNUSED:
        if tag in font:
            del font[tag]
    glyphs = latin.getGlyphSet()
    names = {code: f"latin.{code:04X}" for code in missing}
    font.setGlyphOrder([*font.getGlyphOrder(), *names.values()])
    for code, name in names.items():
        pen = TTGlyphPen(None)
        flat = DecomposingRecordingPen(glyphs)
        glyphs[offered[code]].draw(flat)
        flat.replay(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
        glyph = pen.glyph()
        font["glyf"].glyphs[name] = glyph
        glyph.recalcBounds(font["glyf"])
        font["hmtx"].metrics[name] = (round(glyphs[offered[code]].width * scale), glyph.xMin)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update(names)


def _cap_height(font: TTFont) -> float:
    pen = ControlBoundsPen(None)
    font.getGlyphSet()[font.getBestCmap()[ord("H")]].draw(pen)
    return float(pen.bounds[3])


def _rename(font: TTFont, style: str) -> None:
    names = {1: FAMILY, 2: style, 3: f"{FAMILY} {style}", 4: f"{FAMILY} {style}"}
    names[6] = f"{FAMILY.replace(' ', '')}-{style}"
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in (0, 5, 13, 14)]
    for name_id, text in names.items():
        table.setName(text, name_id, 3, 1, 0x409)


def _save(font: TTFont, target: Path) -> None:
    """Write beside and move into place: a running server must never read half a font."""
    unfinished = target.with_suffix(".part")
    font.save(unfinished, reorderTables=None)
    unfinished.replace(target)


if __name__ == "__main__":
    build()

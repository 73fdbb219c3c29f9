"""Yinqi Rare (银企罕字): the Chinese characters of GB 18030 that the font of receipts lacks, a thousand a file.

Extensions B to F and the compatibility ideographs, as HanaMin (花園明朝, GlyphWiki) draws them. The npm package has them
as woff2, cut by blocks; here each becomes a TrueType file, named by the first character in it, so that whoever prints
one reads half a megabyte. HanaMin is under the OFL with reserved names: hence names of our own.

This runs as a program of its own, in an interpreter that finds fontTools among the set-up parts.
"""

import re
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fontTools.ttLib import TTFont

from tools.setup.layout import FONTS, NODE_MODULES, run
from tools.setup.npm_parts import NODE

RARE = FONTS / "rare"
_SOURCE = NODE_MODULES / "hanamin"
_UNPACK = NODE_MODULES / "wawoff2" / "bin" / "woff2_decompress.js"
_WANTED = re.compile(
    r"HanaMin[AB]\.CJK-(Unified-Ideographs-Extension-[B-F]|Compatibility-Ideographs)[-\w]*\.woff2"
)
# What a PDF never reads; hints are of no use at the size of names.
_UNUSED = ("GDEF", "vhea", "vmtx", "gasp", "fpgm", "prep", "cvt ")
_SIDE_BY_SIDE = 2


def build() -> None:
    """Write a font for each wanted block to `build/fonts/rare/`."""
    RARE.mkdir(parents=True, exist_ok=True)
    sources = sorted(path for path in _SOURCE.iterdir() if _WANTED.fullmatch(path.name))
    with (
        tempfile.TemporaryDirectory() as folder,
        ThreadPoolExecutor(_SIDE_BY_SIDE) as pool,
    ):
        for unpacked in pool.map(lambda path: _unpacked(path, Path(folder)), sources):
            _put(unpacked)


def _unpacked(source: Path, folder: Path) -> Path:
    target = folder / f"{source.stem}.ttf"
    run([NODE, _UNPACK, source, target])
    return target


def _put(source: Path) -> None:
    with TTFont(source, lazy=True, recalcBBoxes=False) as font:
        for tag in _UNUSED:
            if tag in font:
                del font[tag]
        first = f"{min(font.getBestCmap()):05X}"
        _rename(font, first)
        target = RARE / f"YinqiRare-{first}.ttf"
        unfinished = target.with_suffix(".part")
        font.save(unfinished, reorderTables=None)
        unfinished.replace(target)


def _rename(font: TTFont, first: str) -> None:
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in (0, 5, 13, 14)]
    told = {1: "Yinqi Rare", 2: first, 3: f"Yinqi Rare {first}", 4: f"Yinqi Rare {first}"}
    for name_id, text in (told | {6: f"YinqiRare-{first}"}).items():
        table.setName(text, name_id, 3, 1, 0x409)


if __name__ == "__main__":
    build()

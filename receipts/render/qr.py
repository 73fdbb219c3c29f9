"""QR codes as one filled path: sharp at any size, and the same bytes for the same address."""

import re
from typing import Any, Final

import segno

_DARK: Final = re.compile(rb"\x01+")
_MASK: Final = 2
"""Fixed, because the search for the best of eight masks costs a fifth of the whole receipt."""


def draw_qr(canvas: Any, content: str, left: float, bottom: float, size: float) -> None:
    """Draw the code of `content` into a square of `size` points in the canvas's fill colour."""
    rows = segno.make_qr(content, error="m", mask=_MASK, boost_error=False).matrix
    canvas.saveState()
    canvas.translate(left, bottom)
    canvas.scale(size / len(rows), size / len(rows))
    # Only whole numbers below, one rectangle for each run of dark modules.
    canvas.addLiteral("\n".join(_rectangles(rows)) + "\nf")
    canvas.restoreState()


def _rectangles(rows: tuple[bytearray, ...]) -> list[str]:
    top = len(rows) - 1
    return [
        f"{run.start()} {top - row} {run.end() - run.start()} 1 re"
        for row, modules in enumerate(rows)
        for run in _DARK.finditer(modules)
    ]

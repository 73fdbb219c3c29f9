"""QR codes as one filled path: sharp at any size, and the same bytes for the same address."""

import re
from typing import Any, Final

import segno

_DARK: Final = re.compile(rb"\x01+")
_MODULES_MAX: Final = 178  # of the largest code, and one
_LEFT: Final = tuple(map(str, range(_MODULES_MAX)))
_WIDE: Final = tuple(f"{width} 1 re" for width in range(_MODULES_MAX))
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
    """One for each run of dark modules, put together from ready pieces: there are five hundred a code."""
    top = len(rows) - 1
    found: list[str] = []
    for row, modules in enumerate(rows):
        height = f" {top - row} "
        spans = [run.span() for run in _DARK.finditer(modules)]
        found += [_LEFT[begin] + height + _WIDE[end - begin] for begin, end in spans]
    return found

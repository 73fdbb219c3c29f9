"""QR codes as one filled path: sharp at any size, and the same bytes for the same address.

A code under a fixed mask is an affine function of its content, bit by bit (padding, Reed-Solomon and mask are sums
over GF(2)). So the codes of one length need be worked out only until they span that length's differences — at most
six for each sign in which a bank's addresses differ; every other one is a sum of some of those.
"""

import re
from functools import lru_cache
from math import isqrt
from typing import Any, Final

import segno

_DARK: Final = re.compile(rb"\x01+")
_MODULES_MAX: Final = 178  # of the largest code, and one
_WIDE: Final = tuple(f"{width} 1 re" for width in range(_MODULES_MAX))
_MASK: Final = 2
"""Fixed, because the search for the best of eight masks costs a fifth of the whole receipt."""


def draw_qr(canvas: Any, content: str, left: float, bottom: float, size: float) -> None:
    """Draw the code of `content` into a square of `size` points in the canvas's fill colour."""
    octets = content.encode()
    modules = _family(len(octets)).modules(octets)
    side = _side(modules)
    canvas.saveState()
    canvas.translate(left, bottom)
    canvas.scale(size / side, size / side)
    # Only whole numbers below, one rectangle for each run of dark modules.
    canvas.addLiteral("\n".join(_rectangles(modules, side)) + "\nf")
    canvas.restoreState()


class _Family:
    """Codes of contents of one length, in bytes: rows of modules, 1 for dark, each with a 0 behind it."""

    def __init__(self) -> None:
        self._first: tuple[int, int] | None = None
        self._spanned: dict[int, tuple[int, int]] = {}
        """By its highest bit: a difference of contents, and what of the modules it changes."""
        self._size = 0

    def modules(self, content: bytes) -> bytes:
        """The code of a content of this length."""
        asked = int.from_bytes(content)
        if self._first is None:
            made = _made(content)
            self._size, self._first = len(made), (asked, int.from_bytes(made))
            return made
        rest, found = asked ^ self._first[0], self._first[1]
        while rest:
            known = self._spanned.get(rest.bit_length())
            if known is None:
                made = _made(content)
                self._spanned[rest.bit_length()] = rest, found ^ int.from_bytes(made)
                return made
            rest, found = rest ^ known[0], found ^ known[1]
        return found.to_bytes(self._size)


@lru_cache(64)
def _family(_length: int) -> _Family:
    return _Family()


def _made(content: bytes) -> bytes:
    code = segno.make_qr(content, error="m", mode="byte", mask=_MASK, boost_error=False)
    return b"".join(bytes(row) + b"\0" for row in code.matrix)


def _side(modules: bytes) -> int:
    """Modules in a row: there are so many rows, each one longer by the 0 behind it."""
    return isqrt(len(modules))


def _rectangles(modules: bytes, side: int) -> list[str]:
    """One for each run of dark modules, put together from ready pieces: there are five hundred a code."""
    places = _places(side)
    spans = [run.span() for run in _DARK.finditer(modules)]
    return [places[begin] + _WIDE[end - begin] for begin, end in spans]


@lru_cache(8)
def _places(side: int) -> tuple[str, ...]:
    """Where each module stands, counted from below."""
    return tuple(f"{column} {side - 1 - row} " for row in range(side) for column in range(side + 1))

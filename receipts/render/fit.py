"""Text into a box: wrapped as Chinese and Latin are, and made smaller until it fits; never cut.

A name on a receipt is evidence: three dots in it would be a false statement.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from receipts.render.fonts import Typeface

LEADING: Final = 1.2
_SHRINK: Final = 0.95
_FIRST_WIDE: Final = "\u2e80"
_NEVER_FIRST: Final = frozenset("，。、；：？！）〕】》」』”’…·%,.;:?!)]}")
_NEVER_LAST: Final = frozenset("（〔【《「『“‘([{")
_BREAKS_AFTER: Final = frozenset(" -/@,.;_&")


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines of printable text and the size at which all of them stay inside the box."""

    lines: tuple[str, ...]
    size: float

    @property
    def height(self) -> float:
        """Height of the block in points."""
        return len(self.lines) * self.size * LEADING


def fit(text: str, typeface: Typeface, size: float, width: float, height: float) -> Fitted:
    """Return `text` in lines no wider than `width` and together no higher than `height` (points).

    Starts at `size` and goes down by twentieths until it fits, however small that is.
    """
    printable, whole = typeface.measured(text)
    if whole * size <= 1000 * width and size * LEADING <= height:
        return Fitted((printable,), size)
    while True:
        limit = 1000 * width / size
        fitted = Fitted(tuple(_wrapped(printable, typeface, limit)), size)
        if fitted.height <= height and all(typeface.width(line) <= limit for line in fitted.lines):
            return fitted
        size *= _SHRINK


def _wrapped(text: str, typeface: Typeface, limit: float) -> Iterator[str]:
    if typeface.width(text) <= limit:
        yield text
        return
    start = best = at = 0
    used = 0.0
    while at < len(text):
        used += typeface.width(text[at])
        if used > limit and at > start:
            cut = best if best > start else at
            yield text[start:cut].rstrip(" ")
            start = best = at = _after_blanks(text, cut)
            used = 0.0
            continue
        at += 1
        if at < len(text) and _may_break(text[at - 1], text[at]):
            best = at
    if start < len(text):
        yield text[start:].rstrip(" ")


def _may_break(before: str, after: str) -> bool:
    if after in _NEVER_FIRST or before in _NEVER_LAST or after == " ":
        return False
    return before in _BREAKS_AFTER or max(before, after) >= _FIRST_WIDE


def _after_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] == " ":
        at += 1
    return at

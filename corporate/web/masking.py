"""What a stranger sees of names and accounts: enough to compare with paper, too little to use."""

from __future__ import annotations

from typing import Final

_KEPT: Final = 2
_SHOWN_TAIL: Final = 4
_STAR: Final = "＊"


def name(full: str) -> str:
    """`苏州＊＊＊＊＊＊公司`: the first and last two characters; of a short name only the first."""
    if len(full) <= 2 * _KEPT:
        return full[:1] + _STAR * max(len(full) - 1, 0)
    return full[:_KEPT] + _STAR * (len(full) - 2 * _KEPT) + full[-_KEPT:]


def account(number: str) -> str:
    """`＊＊＊＊5678`."""
    return f"{_STAR * _SHOWN_TAIL}{number[-_SHOWN_TAIL:]}" if number else ""

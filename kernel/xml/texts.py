"""Texts fit for XML: what other banks sent may hold characters that no XML document can."""

from __future__ import annotations

import re
from typing import Final

_UNWRITABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> str:
    """Return `text` with a replacement mark for each character XML cannot hold."""
    if text.isprintable():
        return text
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)

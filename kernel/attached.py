"""Files people attach to something (附件): what one is its content says, never its name, which is only shown."""

from __future__ import annotations

import re
from typing import Final

_NAME_CHARS_MAX: Final = 80
_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_ENDING: Final = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}
_TAIL_BYTES: Final = 1024


def media_type_of(content: bytes) -> str | None:
    """What a file is by its first and last bytes; None for anything we do not take, or cut off."""
    tail = content[-_TAIL_BYTES:]
    if content.startswith(b"%PDF-") and b"%%EOF" in tail:
        return "application/pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n") and b"IEND" in tail:
        return "image/png"
    if content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in tail:
        return "image/jpeg"
    return None


def tidy_name(name: str, media_type: str) -> str:
    """The name as it is shown: no path, nothing unseen, the ending of what it is."""
    last = re.split(r"[\\/]", name)[-1]
    clean = _UNSAFE.sub(" ", "".join(c for c in last if c.isprintable())).strip(". ")
    stem = clean.rpartition(".")[0] or clean
    return (stem[:_NAME_CHARS_MAX] or "附件") + _ENDING[media_type]

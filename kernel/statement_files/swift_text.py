"""Texts for MT940: SWIFT's X characters, or Chinese by agreement between a bank and its customer (:86:).

X has no Chinese at all, so names become pinyin, and letters lose their accents. Whatever has no letter
there becomes a full stop: a line must never hold what a reader takes for a tag.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from pypinyin import lazy_pinyin

_OUTSIDE: Final = re.compile(r"[^A-Za-z0-9/\-:().,'+ ]")
"""X less `?`, which parts the subfields of :86:."""
_HAN: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_BLANKS: Final = re.compile(r"\s+")
_LETTERS: Final = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "AE", "đ": "d", "Đ": "D",
     "&": "+", "“": "'", "”": "'", "’": "'", "–": "-", "—": "-", "_": "-"}
)  # fmt: skip


@lru_cache(maxsize=10_000)
def swift_text(text: str) -> str:
    """Return `text` in SWIFT's X characters; Chinese as pinyin in capitals."""
    spelled = _HAN.sub(lambda found: f" {' '.join(lazy_pinyin(found[0])).upper()} ", text)
    plain = unicodedata.normalize("NFKD", spelled.translate(_LETTERS))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _BLANKS.sub(" ", _OUTSIDE.sub(".", _BLANKS.sub(" ", bare))).strip()


def agreed_text(text: str) -> str:
    """Return `text` with its Chinese, without what would break a line or part a subfield."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return _BLANKS.sub(" ", shown.replace("?", "\uff1f")).strip()

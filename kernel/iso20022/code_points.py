"""Finds names that were written as the decimal numbers of their characters.

Some exports of the German national variant of pain.001 write "Muster" as 77117115116101114. Booked
as it stands, the payee's bank would refuse it; guessed at, we would pay a name nobody wrote. So
such a file is refused, and the sentence shows what was probably meant.
"""

from __future__ import annotations

from typing import Final

_LENGTH_MIN: Final = 4
_FIRST_OF_THREE: Final = "12"
"""Printable Latin-1 is 32-126 and 161-255: three digits start with 1 or 2, two digits never do."""


def decoded(digits: str) -> str | None:
    """Return the text whose character numbers `digits` spells, or None if it spells none.

    Only an unambiguous reading with a letter in it, or characters lost to "?", counts.
    """
    if len(digits) < _LENGTH_MIN or not (digits.isascii() and digits.isdigit()):
        return None
    text = ""
    rest = digits
    while rest:
        length = 3 if rest[0] in _FIRST_OF_THREE else 2
        number = int(rest[:length])
        if len(rest) < length or not (number < 256 and chr(number).isprintable()):  # noqa: PLR2004
            return None
        text, rest = text + chr(number), rest[length:]
    meaningful = text[0].isalpha() and sum(map(str.isalpha, text)) * 2 > len(text)
    return text if meaningful or set(text) == {"?"} else None

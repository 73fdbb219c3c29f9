"""Unified social credit code (统一社会信用代码), GB 32100-2015.

18 characters: registering authority, kind, six digits of region, nine of organisation code (whose
own check digit is GB 11714-1997), one check character. A good code proves that nobody mistyped it,
never that the enterprise exists.
"""

import re
from typing import Final

from kernel.identifiers.faults import IdentifierFault
from kernel.text import Text

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""31 characters: I, O, S, V and Z are left out because they are misread."""

_FORM: Final = re.compile(
    rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}", re.ASCII | re.IGNORECASE
)
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_WEIGHT_BASE: Final = 3
_CODE: Final = slice(0, 17)
_ORGANISATION: Final = slice(8, 16)


class UsccMalformed(IdentifierFault):
    """Not 18 characters of the alphabet in their places."""

    code = "kernel.uscc_malformed"
    text = Text(
        zh="统一社会信用代码应为 18 位数字和大写字母（不含 I、O、S、V、Z），第 3 至 8 位为数字。",
        en="A unified social credit code has 18 digits and capital letters (no I, O, S, V, Z),"
        " with digits in places 3 to 8.",
    )


class UsccCheckFailed(IdentifierFault):
    """One of the two check characters does not agree with the rest."""

    code = "kernel.uscc_check_failed"
    text = Text(
        zh="统一社会信用代码第 {place} 位校验位不符，请核对是否输错。",
        en="The check character in place {place} of the unified social credit code does not agree"
        " with the rest; look for a typing error.",
    )


def parse_uscc(text: str) -> str:
    """Return the code in capitals without outer blanks.

    Raises:
        UsccMalformed: wrong length or characters.
        UsccCheckFailed: the organisation code or the whole does not add up.
    """
    if not _FORM.fullmatch(text.strip()):
        raise UsccMalformed
    code = text.strip().upper()
    if organisation_check(code[_ORGANISATION]) != code[16]:
        raise UsccCheckFailed(place=17)
    if check_character(code[_CODE]) != code[17]:
        raise UsccCheckFailed(place=18)
    return code


def check_character(first_17: str) -> str:
    """Compute the last character (weights are powers of 3 modulo 31)."""
    weighted = (
        ALPHABET.index(mark) * pow(_WEIGHT_BASE, place, 31) for place, mark in enumerate(first_17)
    )
    return ALPHABET[-sum(weighted) % 31]


def organisation_check(first_8: str) -> str:
    """Compute the organisation code's own check digit; its letters count A = 10 to Z = 35."""
    weighted = (int(mark, 36) * w for mark, w in zip(first_8, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-sum(weighted) % 11]

"""Bill numbers (票据号码): thirty digits, the first of which says the kind and the generation.

Type 1, bank or acceptor 12, day of registration 8, serial 8, last digit 1. How the exchange makes the last
digit is not published, so none is checked here.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final

from kernel.bills.codes import BillKind
from kernel.errors import Invalid
from kernel.text import Text

NUMBER_DIGITS: Final = 30
_NUMBER: Final = re.compile(r"[125678][0-9]{29}")
_NEW_GENERATION: Final = frozenset("5678")
_KIND_DIGITS: Final = {
    BillKind.BANK: ("1", "5"),
    BillKind.COMMERCIAL: ("2", "6"),
    BillKind.FINANCE: ("1", "5"),
}


class NumberWrong(Invalid):
    """What is written is no bill number."""

    code = "bills.number_wrong"
    text = Text(
        "票据号码“{written}”无效：应为 30 位数字，首位表示票据种类",
        "“{written}” is no bill number: thirty digits, of which the first tells the kind",
    )


def parse_number(written: str) -> str:
    """The number as it stands; raises NumberWrong."""
    if _NUMBER.fullmatch(written) is None or _day_of(written) is None:
        raise NumberWrong(written=written[:32])
    return written


def is_new_generation(number: str) -> bool:
    """Whether it names a package that may be split (新一代票据包); else a classic bill (ECDS)."""
    return number[:1] in _NEW_GENERATION


def make_number(kind: BillKind, bank_code: str, on: date, serial: int, *, classic: bool) -> str:
    """Number a bill as an exchange does: the last digit is the sum of all others modulo ten."""
    digit = _KIND_DIGITS[kind][0 if classic else 1]
    body = f"{digit}{bank_code:0>12}{on:%Y%m%d}{serial:08}"
    return f"{body}{sum(map(int, body)) % 10}"


def _day_of(number: str) -> date | None:
    try:
        return datetime.strptime(f"{number[13:21]}+0000", "%Y%m%d%z").date()
    except ValueError:
        return None

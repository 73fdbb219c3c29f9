"""Account numbers (账号) as people and ERPs write them, brought to the one form that is compared.

There is no common check digit; what can be caught are the marks of a broken export. Blanks and
hyphens are typed for the eye and carry no meaning; nothing else is ever repaired.
"""

import re
from typing import Final

from kernel.identifiers.faults import IdentifierFault
from kernel.text import Text

LENGTH_MIN: Final = 9
LENGTH_MAX: Final = 34

_TYPED_FOR_THE_EYE: Final = re.compile(r"[\s-]+")
_SCIENTIFIC: Final = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]{1,2}")
_FORM: Final = re.compile(r"[0-9A-Za-z]+")


class AccountScientific(IdentifierFault):
    """A spreadsheet has made a number of it and lost its last digits."""

    code = "kernel.account_scientific"
    text = Text(
        zh="账号是科学计数法（例如 6.22202E+18），末尾数字已丢失，请在表格中改为文本格式后重新填写。",
        en="The account number is in scientific notation (as in 6.22202E+18) and has lost its last"
        " digits; format the cell as text and enter it again.",
    )


class AccountNotAscii(IdentifierFault):
    """Full-width digits or other characters that only look right."""

    code = "kernel.account_not_ascii"
    text = Text(
        zh="账号含有全角或其他非半角字符，请改用半角数字和字母。",
        en="The account number contains full-width or other non-ASCII characters; use plain digits"
        " and letters.",
    )


class AccountMalformed(IdentifierFault):
    """Characters that no account number has."""

    code = "kernel.account_malformed"
    text = Text(
        zh="账号只能由数字和字母组成。",
        en="An account number consists of digits and letters only.",
    )


class AccountLengthWrong(IdentifierFault):
    """Too short or too long to be an account anywhere."""

    code = "kernel.account_length_wrong"
    text = Text(
        zh="账号应为 {min} 至 {max} 位，实际为 {actual} 位。",
        en="An account number has {min} to {max} characters, this one has {actual}.",
    )


def parse_account_number(text: str) -> str:
    """Return the number in capitals without blanks and hyphens.

    Raises:
        AccountScientific: a spreadsheet's notation.
        AccountNotAscii: full-width or other characters.
        AccountMalformed: signs, points, slashes.
        AccountLengthWrong: not 9 to 34 characters.
    """
    if _SCIENTIFIC.fullmatch(text.strip()):
        raise AccountScientific
    number = _TYPED_FOR_THE_EYE.sub("", text)
    if not number.isascii():
        raise AccountNotAscii
    if not LENGTH_MIN <= len(number) <= LENGTH_MAX:
        raise AccountLengthWrong(min=LENGTH_MIN, max=LENGTH_MAX, actual=len(number))
    if not _FORM.fullmatch(number):
        raise AccountMalformed
    return number.upper()

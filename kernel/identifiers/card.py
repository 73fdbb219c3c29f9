"""Card numbers by their check digit (ISO/IEC 7812, Luhn): a hint to the typist, never a refusal.

Corporate accounts follow no common rule and some look like cards; only the payee's bank knows.
"""

import re
from typing import Final

from kernel.errors import Finding, Severity
from kernel.text import Text

CARD_CHECK_FAILED: Final = "kernel.card_check_failed"

_UNIONPAY: Final = re.compile(r"62[0-9]{14,17}")
_WARNING: Final = Text(
    zh="该账号像银行卡号，但校验位不符，请核对是否输错。",
    en="This looks like a card number, but its check digit does not agree; look for a typing"
    " error.",
)


def card_findings(number: str, field: str = "") -> tuple[Finding, ...]:
    """Warn if `number` looks like a UnionPay card (62, 16 to 19 digits) and fails its check."""
    if not _UNIONPAY.fullmatch(number) or passes_luhn(number):
        return ()
    return (Finding(CARD_CHECK_FAILED, Severity.WARN, _WARNING, field),)


def passes_luhn(digits: str) -> bool:
    """Say whether a string of ASCII digits ends in its Luhn check digit."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value // 10 + value % 10
    return total % 10 == 0

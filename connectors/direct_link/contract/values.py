"""How values look on the wire, for both schemas: amounts, and lengths in bytes told in characters."""

from __future__ import annotations

from typing import Final

from kernel.operation import FieldInfo, Kind
from kernel.text import NO_TEXT, Text

AMOUNT: Final = r"(0|[1-9][0-9]{0,14})(\.[0-9]{1,3})?"
"""What is asked for: no sign, no exponent, no separators; decimals as the currency has them."""
BALANCE: Final = r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,3})?"
"""What is told: a balance may be overdrawn, a sum may be long."""
DATE: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
INSTANT: Final = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})"
)


def chars_max(info: FieldInfo) -> int:
    """The most characters a text of so many bytes can have; the bytes are counted when it is read."""
    return info.spec.max_bytes if info.spec.kind is Kind.TEXT else 0


def pattern_of(info: FieldInfo) -> str:
    """The pattern of a text, which an optional element may also leave empty."""
    pattern = info.spec.pattern
    return pattern if info.required or not pattern else f"({pattern})?"


def amount_pattern(*, sent: bool) -> str:
    """The pattern of amounts in requests (`sent`) or in answers."""
    return AMOUNT if sent else BALANCE


def known(info: FieldInfo) -> Text:
    """What an answer's choice may say today; NO_TEXT where a field is none."""
    if info.spec.choices is None:
        return NO_TEXT
    words = ", ".join(member.value for member in info.spec.choices)
    return Text(f"已知取值（以后可能增加） {words}", f"Known values, others may come: {words}")

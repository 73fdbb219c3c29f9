"""How a number cell is written as text. Excel keeps a binary fraction: 1000.10 may be stored as 1000.0999999999999.

What is within a billionth of a whole cent is that cent; anything else is written out whole, for the rules to refuse.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

_EXACT_MAX: Final = 1e15  # beyond this a binary fraction does not hold every whole number
_NEAR: Final = 1e-9


def number_text(value: float) -> str:
    """Return `value` in plain digits: `12`, `1000.10`, `622202021234567800000` with what was lost as zeros."""
    if value.is_integer() and abs(value) < _EXACT_MAX:
        return str(int(value))
    cents = round(value, 2)
    if abs(value - cents) <= _NEAR * max(1.0, abs(value)) and abs(value) < _EXACT_MAX:
        return f"{cents:.2f}"
    return format(Decimal(repr(value)), "f")

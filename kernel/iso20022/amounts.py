"""Reads ISO amounts: `xs:decimal` in the schema, minor units of a currency in this house.

The schema lets a sender write 007.50, 5.000 or 5.; these have one value and are read. Whatever
would have to be rounded, and anything that is not plain ASCII digits, is refused.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from kernel.currencies import exponent
from kernel.money import parse_amount

_SUM: Final = re.compile(r"[+-]?(?:[0-9]{1,20}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})", re.ASCII)
_PLAIN: Final = re.compile(r"\+?0*(?P<whole>[0-9]*)(?:\.(?P<fraction>[0-9]*))?", re.ASCII)


def parse_iso_amount(text: str, currency: str) -> int:
    """Return minor units; raises an `AmountFault` or `UnknownCurrency`."""
    decimals = exponent(currency)
    plain = _PLAIN.fullmatch(text)
    if plain is None or not any(map(str.isdigit, text)):
        return parse_amount(text, currency)  # which names the fault
    fraction = plain["fraction"] or ""
    if not fraction[decimals:].strip("0"):
        fraction = fraction[:decimals]
    whole = plain["whole"] or "0"
    return parse_amount(f"{whole}.{fraction}" if fraction else whole, currency)


def parse_decimal(text: str) -> Decimal | None:
    """Return a control sum; None for anything but plain ASCII digits."""
    return Decimal(text) if _SUM.fullmatch(text) else None

"""Which currencies the bank keeps books in, and how many decimals each has (ISO 4217).

A currency that is not in the table is refused: guessing "two decimals" would book a yen or a dinar
wrong by a factor of a hundred or ten. The table must never be read from a door or from a request.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kernel.errors import Invalid
from kernel.text import Text

EXPONENTS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "CNY": 2,
        "AUD": 2,
        "CAD": 2,
        "CHF": 2,
        "EUR": 2,
        "GBP": 2,
        "HKD": 2,
        "JPY": 0,
        "KRW": 0,
        "MOP": 2,
        "NZD": 2,
        "SGD": 2,
        "THB": 2,
        "USD": 2,
    }
)
"""ISO 4217 code → number of decimals of the minor unit."""


class UnknownCurrency(Invalid):
    """The currency is not one this platform keeps books in."""

    code = "kernel.unknown_currency"
    text = Text(
        zh="不支持的币种：{currency}。请使用三位大写字母的币种代码，例如 CNY。",
        en="Unsupported currency: {currency}. Use the three-letter ISO code, for example CNY.",
    )


def exponent(currency: str) -> int:
    """Return the number of decimals of `currency`; raises `UnknownCurrency`."""
    try:
        return EXPONENTS[currency]
    except (KeyError, TypeError):
        raise UnknownCurrency(currency=str(currency)[:8]) from None

"""Money (金额) as a whole number of minor units and an ISO currency, and the only readers of it.

Nothing here rounds, and no binary floating point number ever becomes money. `Decimal` accepts
`NaN`, `1E400`, `1_000` and full-width digits, so text is checked by one strict ASCII pattern before
a number is made of it. The sign of a `Money` says more or less, never debit or credit.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import total_ordering
from typing import Final, Self

from kernel import amount_faults as faults
from kernel.amount_faults import AmountFault
from kernel.currencies import EXPONENTS, UnknownCurrency, exponent
from kernel.errors import Invalid
from kernel.text import Text

__all__ = [
    "EXPONENTS",
    "MAX_MINOR",
    "AmountFault",
    "CurrencyMismatch",
    "Money",
    "UnknownCurrency",
    "format_minor",
    "parse_amount",
    "parse_typed_amount",
    "total",
]

WHOLE_DIGITS_MAX: Final = 15
"""Digits before the decimal point that one written amount may have (999 万亿)."""

MAX_MINOR: Final = 10**18 - 1
"""Largest amount or sum in minor units: the 18 digits of ISO 20022, and a ninth of a BIGINT."""

_WRITTEN: Final = re.compile(r"(0|[1-9][0-9]{0,14})(?:\.([0-9]+))?")
_SCIENTIFIC: Final = re.compile(r"[0-9]+\.?[0-9]*[eE][+-]?[0-9]+")
_NOT_FINITE: Final = re.compile(r"nan|inf|infinity", re.IGNORECASE)
_DIGITS: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_SEPARATORS: Final = re.compile(r"[0-9]+[,_'][0-9,_']*(?:\.[0-9]+)?")
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_HALF_WIDTH: Final = str.maketrans("０１２３４５６７８９，．", "0123456789,.")


class CurrencyMismatch(Invalid):
    """Two amounts of different currencies were added or compared."""

    code = "kernel.currency_mismatch"
    text = Text(
        zh="币种不一致：{left} 与 {right} 不能直接相加或比较。",
        en="Currencies differ: {left} and {right} cannot be added or compared.",
    )


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount: `minor` units of `currency`. Equal only if both are; ordered within a currency.

    Raises `TypeError` for anything but a true int (a bool is refused too), `UnknownCurrency`, and
    `AmountTooLarge` beyond ±`MAX_MINOR`, also as the result of an addition.
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            message = f"minor units are an int, not {type(self.minor).__name__}"
            raise TypeError(message)
        decimals = exponent(self.currency)
        if abs(self.minor) > MAX_MINOR:
            raise faults.AmountTooLarge(str(self.minor), digits=18 - decimals)

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Nothing, of `currency`."""
        return cls(0, currency)

    @classmethod
    def parse(cls, text: str, currency: str) -> Self:
        """Read the wire form; raises an `AmountFault`."""
        return cls(parse_amount(text, currency), currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    @property
    def is_zero(self) -> bool:
        """Whether it is nothing."""
        return self.minor == 0

    @property
    def is_positive(self) -> bool:
        """Whether it is more than nothing."""
        return self.minor > 0

    def wire(self) -> str:
        """Plain text for messages: "1234.00"."""
        return format_minor(self.minor, self.currency, grouping=False)

    def display(self) -> str:
        """Text for people: "1,234.00" (the currency is shown beside it, not in it)."""
        return format_minor(self.minor, self.currency)

    def __str__(self) -> str:
        return f"{self.currency} {self.display()}"

    def _same(self, other: object) -> int:
        if not isinstance(other, Money):
            message = f"money goes with money, not {type(other).__name__}"
            raise TypeError(message)
        if other.currency != self.currency:
            raise CurrencyMismatch(left=self.currency, right=other.currency)
        return other.minor


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Sum of amounts that must all be in `currency`; zero when there are none."""
    result = Money.zero(currency)
    for amount in amounts:
        result += amount
    return result


def format_minor(minor: int, currency: str, *, grouping: bool = True) -> str:
    """Write minor units with all decimals of the currency: "1,234.00", or "1234.00" ungrouped."""
    decimals = exponent(currency)
    whole, fraction = divmod(abs(minor), 10**decimals)
    sign = "-" if minor < 0 else ""
    digits = f"{whole:,}" if grouping else str(whole)
    return f"{sign}{digits}.{fraction:0{decimals}}" if decimals else f"{sign}{digits}"


def parse_amount(text: str, currency: str) -> int:
    r"""Read the wire form of an amount, `^(0|[1-9][0-9]{0,14})(\.[0-9]{1,exponent})?$`.

    Returns minor units. Raises `UnknownCurrency`, or the `AmountFault` that names what is wrong.
    """
    written = _WRITTEN.fullmatch(text)
    if written is None:
        raise _fault_of(text)
    return _minor_of(written, currency)


def _minor_of(written: re.Match[str], currency: str) -> int:
    decimals = exponent(currency)
    whole, fraction = written.group(1), written.group(2) or ""
    if len(fraction) > decimals:
        raise faults.AmountTooPrecise(written.group(), currency=currency, decimals=decimals)
    return int(whole + fraction.ljust(decimals, "0"))


def parse_typed_amount(text: str, currency: str) -> int:
    """Read what a person typed into a page; stays as strict as the wire about the number itself.

    Allowed beyond `parse_amount`, because a Chinese input method or a paste from a document makes
    them and they have one meaning only: blanks around, full-width digits, comma and point, and
    commas that part the digits by threes. "1,23" and "12,34.5" are refused, never guessed at: the
    comma may have been meant as a decimal point.
    """
    if written := _WRITTEN.fullmatch(text):  # as nearly every one is
        return _minor_of(written, currency)
    plain = text.strip().translate(_HALF_WIDTH)
    if "," not in plain:
        return parse_amount(plain, currency)
    if _GROUPED.fullmatch(plain):
        return parse_amount(plain.replace(",", ""), currency)
    fault = _fault_of(plain)
    if isinstance(fault, faults.AmountHasSeparator):
        raise faults.AmountGroupedWrong(plain)
    raise fault


def _fault_of(text: str) -> AmountFault:
    """Say which rule `text`, known not to be an amount, breaks first."""
    if not text:
        return faults.AmountEmpty(text)
    if any(character.isspace() for character in text):
        return faults.AmountHasSpace(text)
    if not text.isascii():
        return faults.AmountNotAscii(text)
    unsigned = text.lstrip("+-")
    if _NOT_FINITE.fullmatch(unsigned):
        return faults.AmountNotFinite(text)
    if unsigned != text:
        return faults.AmountSigned(text)
    return _fault_of_digits(text)


def _fault_of_digits(text: str) -> AmountFault:
    if _SCIENTIFIC.fullmatch(text):
        return faults.AmountScientific(text)
    if _SEPARATORS.fullmatch(text):
        return faults.AmountHasSeparator(text)
    if not _DIGITS.fullmatch(text):
        return faults.AmountMalformed(text)
    if text.startswith("0"):
        return faults.AmountLeadingZero(text)
    return faults.AmountTooLarge(text, digits=WHOLE_DIGITS_MAX)

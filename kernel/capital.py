"""Amounts in words: Chinese capitals (大写) that cannot be altered by a stroke, and plain English.

Follows annex 1 of 《支付结算办法》. Where the annex leaves a choice we always make the same one, so
that one amount has one text: 元 not 圆; 整 after 元 and after 角, never after 分; 零 between a
yuan figure that ends in zero and 角 only if 分 follows, as in the annex's own ¥1,680.32 and
¥107,000.53. Words are for people: nothing may ever be booked from them.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kernel.currencies import exponent
from kernel.money import Money
from kernel.text import Text

CURRENCY_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "CNY": "人民币",
        "AUD": "澳大利亚元",
        "CAD": "加拿大元",
        "CHF": "瑞士法郎",
        "EUR": "欧元",
        "GBP": "英镑",
        "HKD": "港元",
        "JPY": "日元",
        "KRW": "韩元",
        "MOP": "澳门元",
        "NZD": "新西兰元",
        "SGD": "新加坡元",
        "THB": "泰铢",
        "USD": "美元",
    }
)
"""What stands directly before the figure, with no gap into which a digit could be written."""

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("仟", "佰", "拾", "")
_SMALL: Final = (  # noqa: SIM905  a table of words
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS: Final = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
_SCALES: Final = (
    (10**15, "quadrillion"),
    (10**12, "trillion"),
    (10**9, "billion"),
    (10**6, "million"),
    (10**3, "thousand"),
    (100, "hundred"),
)


def in_words(amount: Money) -> Text:
    """Both wordings, to be shown beside the digits: 人民币壹佰元整 / CNY one hundred and 00/100."""
    return Text(zh=capitals(amount), en=english(amount))


def capitals(amount: Money, *, named: bool = True) -> str:
    """Write `amount` in Chinese capitals; `named` puts 人民币 (or the other currency) in front.

    A negative amount (a reversal, 冲正) starts with 负, for which there is no official form.
    """
    name = CURRENCY_NAMES[amount.currency] if named else ""
    sign = "负" if amount.minor < 0 else ""
    whole, cents = divmod(abs(amount.minor), 10 ** exponent(amount.currency))
    return f"{name}{sign}{_yuan_and_cents(whole, cents)}"


def english(amount: Money) -> str:
    """Write `amount` as on an English cheque: "CNY one hundred five and 20/100"."""
    decimals = exponent(amount.currency)
    whole, cents = divmod(abs(amount.minor), 10**decimals)
    sign = "minus " if amount.minor < 0 else ""
    fraction = f" and {cents:02}/100" if decimals else ""
    return f"{amount.currency} {sign}{_english_whole(whole)}{fraction}"


def _yuan_and_cents(whole: int, cents: int) -> str:
    jiao, fen = divmod(cents, 10)
    yuan = f"{_whole(whole)}元" if whole or not cents else ""
    if not cents:
        return f"{yuan}整"
    if not fen:
        return f"{yuan}{_DIGITS[jiao]}角整"
    if not jiao:
        return f"{yuan}{'零' if yuan else ''}{_DIGITS[fen]}分"
    gap = "零" if yuan and whole % 10 == 0 else ""
    return f"{yuan}{gap}{_DIGITS[jiao]}角{_DIGITS[fen]}分"


def _whole(number: int) -> str:
    """Up to 9999 万亿, which is more yuan than `MAX_MINOR` holds."""
    if number == 0:
        return _DIGITS[0]
    upper, lower = divmod(number, 10**8)
    return _joined(_ten_thousands(upper), "亿", _ten_thousands(lower), gap=lower < 10**7)


def _ten_thousands(number: int) -> str:
    upper, lower = divmod(number, 10**4)
    return _joined(_section(upper), "万", _section(lower), gap=lower < 10**3)


def _joined(upper: str, unit: str, lower: str, *, gap: bool) -> str:
    """Put two parts together; `gap` says that the lower part starts with zeros, told once."""
    if not upper:
        return lower
    if not lower:
        return f"{upper}{unit}"
    return f"{upper}{unit}{'零' if gap else ''}{lower}"


def _section(number: int) -> str:
    """0 to 9999 without zeros at either end: 1005 → 壹仟零伍, 60 → 陆拾, 0 → nothing."""
    words, gap = "", False
    for digit, place in zip(f"{number:04}", _PLACES, strict=True):
        if digit == "0":
            gap = bool(words)
            continue
        words += f"{'零' if gap else ''}{_DIGITS[int(digit)]}{place}"
        gap = False
    return words


def _english_whole(number: int) -> str:
    if number < len(_SMALL):
        return _SMALL[number]
    for scale, name in _SCALES:
        if number >= scale:
            upper, lower = divmod(number, scale)
            rest = f" {_english_whole(lower)}" if lower else ""
            return f"{_english_whole(upper)} {name}{rest}"
    tens, ones = divmod(number, 10)
    return f"{_TENS[tens]}-{_SMALL[ones]}" if ones else _TENS[tens]

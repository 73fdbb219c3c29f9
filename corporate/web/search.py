"""What stands in the address of a list: text and days, read forgivingly, shown again as typed.

A filter that cannot be read filters nothing and says so; it never fails the page.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from flask import request

from corporate.web.parts import Value
from kernel.errors import YinqiError
from kernel.money import parse_typed_amount
from kernel.text import Text

_TEXT_CHARS_MAX: Final = 60
_BETWEEN: Final = ".."
_AMOUNT_CHARS_MAX: Final = 15
"""Longer digits are an account's."""
_NOT_A_DAY: Final = Text("请按 2026-11-23 填写", "Write it as 2026-11-23")


def text_value(name: str) -> str:
    """What was searched for, without what cannot be seen."""
    typed = request.args.get(name, "").strip()[:_TEXT_CHARS_MAX]
    return "".join(mark for mark in typed if mark.isprintable())


def wanted_date(name: str) -> date | None:
    """The day that was asked for, or None."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def date_value(name: str) -> Value:
    """A day as the field shows it."""
    typed = request.args.get(name, "").strip()[:_TEXT_CHARS_MAX]
    return Value(typed, "" if not typed or wanted_date(name) else _NOT_A_DAY)


def amounts_in(text: str, currency: str) -> tuple[int | None, int | None] | None:
    """The least and the largest amount that `1000..2000`, `1000..`, `..2000` or `8,888.06` means; None for other words."""
    low, found, high = text.partition(_BETWEEN)
    if max(len(low), len(high)) > _AMOUNT_CHARS_MAX or not (low or high):
        return None
    try:
        least, most = _minor(low, currency), _minor(high, currency)
    except YinqiError:
        return None
    return (least, most) if found else (least, least)


def _minor(typed: str, currency: str) -> int | None:
    return parse_typed_amount(typed, currency) if typed.strip() else None

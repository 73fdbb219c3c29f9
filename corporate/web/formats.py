"""How amounts, dates and accounts look on a page; the only place that decides it.

Amounts always show every decimal and a true minus sign (U+2212); accounts stand in groups of four.
Formatting is one way: nothing may read a number back out of what is made here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_day_names
from flask import Flask
from markupsafe import Markup, escape

from corporate.web.i18n import TIMEZONE, current_lang, html_lang
from corporate.web.parts import QueueRow
from corporate.web.signed_fields import signed_code
from kernel.bills.numbers import NUMBER_DIGITS
from kernel.capital import CURRENCY_NAMES, capitals
from kernel.currencies import exponent
from kernel.money import Money

MINUS: Final = "\u2212"
ZONE: Final = ZoneInfo(TIMEZONE)
SYMBOLS: Final = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$", "JPY": "¥"}
_HAN: Final = re.compile("([\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+)")
LONG: Final = ((15, "long-3"), (12, "long-2"), (10, "long-1"))
"""From how many digits on an amount in large type takes a smaller step."""

BYTES_IN_KB: Final = 1024


def money(amount: Money, *, signed: bool = False) -> str:
    """Write `1,234.00`, `−7.50`; with `signed` also `+1,234.00`, for what came in."""
    plus = "+" if signed and amount.is_positive else ""
    return plus + amount.display().replace("-", MINUS)


def money_hero(amount: Money) -> Markup:
    """Write an amount with its cents lighter, for the one figure a page is about."""
    whole, point, cents = money(amount).partition(".")
    return Markup("{}<small>{}{}</small>").format(whole, point, cents) if point else escape(whole)


def money_step(amount: Money) -> str:
    """Return the class that keeps a long amount in large type on one line."""
    digits = sum(c.isdigit() for c in amount.display())
    return next((name for least, name in LONG if digits >= least), "")


def symbol(currency: str) -> str:
    """Return `¥`, or the ISO code where no sign is common."""
    return SYMBOLS.get(currency, currency)


def currency_name(currency: str) -> str:
    """Return `人民币` in Chinese; the ISO code says enough in English."""
    return CURRENCY_NAMES.get(currency, currency) if current_lang() == "zh" else ""


def capital(amount: Money) -> str:
    """Write the amount in Chinese capitals (大写), with a gap after the currency for the eye."""
    name = CURRENCY_NAMES[amount.currency]
    return f"{name} {capitals(amount, named=False)}"


def capital_names() -> dict[str, tuple[str, int]]:
    """Return each currency's Chinese name and decimals, for the amount field's script."""
    return {ccy: (name, exponent(ccy)) for ccy, name in CURRENCY_NAMES.items()}


def account(number: str) -> str:
    """Write an account or IBAN in groups of four; what is neither, as a court's document or a batch's number, as it is."""
    plain = "".join(number.split())
    if not plain.isascii() or "-" in plain:
        return number
    return " ".join(plain[i : i + 4] for i in range(0, len(plain), 4))


def account_marked(number: str, *, is_new: bool) -> Markup:
    """Write an account in groups of four, the last four marked when the account is new."""
    plain = "".join(number.split())
    head, tail = account(plain[:-4]), plain[-4:]
    if not is_new:
        return Markup("{} {}").format(head, tail)
    return Markup("{} <mark>{}</mark>").format(head, tail)


def bill_number(number: str) -> str:
    """Draw a bill's thirty digits apart: kind, bank, day, serial, last digit. Copied and found they are one number without blanks."""
    if len(number) != NUMBER_DIGITS:
        return number
    ends = (0, *range(1, NUMBER_DIGITS, 4), NUMBER_DIGITS)
    parts = (Markup("<span>{}</span>").format(number[at:end]) for at, end in pairwise(ends))
    return Markup('<span class="groups">{}</span>').format(Markup("<wbr>").join(parts))


def tail(number: str) -> str:
    """Write only the last four: `•••• 0317`."""
    return f"••••\u00a0{number[-4:]}"


def fingerprint(digest: str) -> str:
    """Write the first 16 hexadecimal digits of a digest (交易指纹) in groups of four."""
    return account(digest[:16].upper())


def local(moment: datetime) -> datetime:
    """Return an aware UTC moment on the bank's wall clock."""
    return moment.astimezone(ZONE)


def hour(moment: datetime) -> str:
    """Write `17:15`."""
    return f"{local(moment):%H:%M}"


def stamp(moment: datetime) -> str:
    """Write `2026-11-20 14:34:05`, for evidence."""
    return f"{local(moment):%Y-%m-%d %H:%M:%S}"


def day(on: date) -> str:
    """Write `11-20`, or `2026-11-20` — never a form that two countries read differently."""
    return f"{on:%m-%d}"


def full_day(on: date) -> str:
    """Write `2026-11-20`."""
    return on.isoformat()


def long_day(on: date) -> str:
    """Write `11 月 20 日 星期五` or `Friday, 20 November`."""
    if current_lang() == "zh":
        return f"{on.month} 月 {on.day} 日 {format_date(on, 'EEEE', locale='zh_Hans_CN')}"
    return format_date(on, "EEEE, d MMMM", locale="en")


def weekday(on: date) -> str:
    """Write `周五` or `Fri`."""
    locale = "zh_Hans_CN" if current_lang() == "zh" else "en"
    return str(get_day_names("abbreviated", locale=locale)[on.weekday()])


def when(moment: datetime, now: datetime) -> str:
    """Write how near a moment is: `今日 17:15`, `明日 09:00`, `11-24 10:00`."""
    on, today = local(moment).date(), local(now).date()
    words = {
        today: ("今日", "today"),
        today + timedelta(days=1): ("明日", "tomorrow"),
        today - timedelta(days=1): ("昨日", "yesterday"),
    }.get(on)
    near = day(on) if words is None else words[current_lang() == "en"]
    return f"{near} {hour(moment)}"


def filesize(count: int) -> str:
    """Write a file's size in whole kB, or MB with one digit."""
    kilo = -(-count // BYTES_IN_KB)
    if kilo < BYTES_IN_KB:
        return f"{kilo} KB"
    tenths = kilo * 10 // BYTES_IN_KB
    return f"{tenths // 10}.{tenths % 10} MB"


def chinese(text: str) -> Markup:
    """Mark what is Chinese in a page of another language, a name or a purpose, for readers' voices."""
    if html_lang() == "zh-CN" or text.isascii():
        return escape(text)
    parts = _HAN.split(text)
    marked = Markup('<span lang="zh-CN">{}</span>')
    return Markup().join(marked.format(s) if i % 2 else escape(s) for i, s in enumerate(parts))


def whole(count: int) -> str:
    """Write a count with its thousands parted: `1,184`."""
    return f"{count:,}"


def decimals(currency: str) -> int:
    """Return how many decimals a currency has, for scripts that add amounts up."""
    return exponent(currency)


def sums(rows: Iterable[QueueRow]) -> str:
    """Add rows up by currency: `¥ 3,328,277.50 · € 120.00`."""
    totals: dict[str, Money] = {}
    for row in rows:
        if row.amount is None:
            continue
        ccy = row.amount.currency
        totals[ccy] = totals.get(ccy, Money.zero(ccy)) + row.amount
    return " · ".join(f"{symbol(ccy)} {money(amount)}" for ccy, amount in totals.items())


def near_day(on: date, now: datetime) -> str:
    """Write `今天` or the day of the week, for the days just ahead."""
    if on == local(now).date():
        return "今天" if current_lang() == "zh" else "Today"
    return weekday(on)


FILTERS: Final = (
    money, money_hero, money_step, symbol, currency_name, capital, account, account_marked,
    bill_number, tail,
    fingerprint, hour, stamp, day, full_day, long_day, weekday, when, near_day, filesize, chinese, decimals, whole, sums,
    signed_code,
)  # fmt: skip


def install_formats(app: Flask) -> None:
    """Give every template these filters, under their own names."""
    app.jinja_env.filters.update({f.__name__: f for f in FILTERS})
    app.jinja_env.globals.update(capital_names=capital_names)

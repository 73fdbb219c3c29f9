"""Accounts and their lines as pages list them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Final, NamedTuple

from flask import url_for

from corporate.banks import Bank
from corporate.web import parts as p
from corporate.web.formats import hour
from corporate.web.i18n import current_lang
from corporate.web.words import counted
from kernel.booked import words_of
from kernel.money import Money, total
from kernel.text import Text
from workflows.accounts.commands import AccountView, LineView, MovedToday

_LIVE: Final = p.Tag(Text("实时", "Live"), "ok")
_STATES: Final = {
    "open": _LIVE,
    "credit_only": p.Tag(Text("只收不付", "Credits only"), "warn"),
    "frozen": p.Tag(Text("已冻结", "Frozen"), "stop"),
    "closed": p.Tag(Text("已销户", "Closed"), "stop"),
}
_HOLDS: Final = Text("{count} · 可用 {available}", "{count} · {available} available")


class Whole(NamedTuple):
    """Whether a page of lines has all of its first day, of its last day, and of those between."""

    first: bool = True
    last: bool = True
    between: bool = True


def rows(
    accounts: Sequence[AccountView], bank: Bank, today: Sequence[MovedToday] = ()
) -> tuple[p.AccountRow, ...]:
    """One row for each account, with what moved today where that is known."""
    moved = {one.account_number: one for one in today}
    return tuple(_with(row(one, bank), moved.get(one.account_number)) for one in accounts)


def _with(row: p.AccountRow, moved: MovedToday | None) -> p.AccountRow:
    if moved is None:
        return row
    came_in, went_out = (
        Money(minor, moved.currency) for minor in (moved.credit_minor, -moved.debit_minor)
    )
    return replace(
        row,
        came_in=came_in if came_in.minor else None,
        went_out=went_out if went_out.minor else None,
    )


def row(one: AccountView, bank: Bank) -> p.AccountRow:
    """An account with its three balances."""
    held = Money(one.held_minor, one.currency)
    name = bank.name.of(current_lang())
    return p.AccountRow(
        name=one.alias or one.name,
        number=one.account_number,
        bank=name,
        mark=name[:1],
        book=Money(one.booked_minor, one.currency),
        available=Money(one.available_minor, one.currency),
        href=url_for("accounts.ledger", account=one.account_number),
        held=held if held.minor else None,
        fresh=_STATES[one.status],
    )


def totals(accounts: Sequence[AccountView]) -> tuple[p.CurrencyTotal, ...]:
    """What is held in each currency, in the order of the accounts."""
    found = []
    for currency in dict.fromkeys(one.currency for one in accounts):
        mine = [one for one in accounts if one.currency == currency]
        booked = total([Money(one.booked_minor, currency) for one in mine], currency)
        available = total([Money(one.available_minor, currency) for one in mine], currency)
        note = _HOLDS.fill(count=_count(mine), available=available.display())
        found.append(p.CurrencyTotal(booked, note))
    return tuple(found)


def position(accounts: Sequence[AccountView]) -> p.Position | None:
    """The first currency's sum: the one figure of the home page."""
    if not accounts:
        return None
    currency = accounts[0].currency
    mine = [one for one in accounts if one.currency == currency]
    return p.Position(
        total=total([Money(one.booked_minor, currency) for one in mine], currency),
        available=total([Money(one.available_minor, currency) for one in mine], currency),
        held=total([Money(one.held_minor, currency) for one in mine], currency),
    )


def days(lines: Sequence[LineView], whole: Whole) -> tuple[p.LedgerDay, ...]:
    """Lines by bank day, as they come: the newest first."""
    found: list[p.LedgerDay] = []
    for on, group in groupby(lines, key=lambda line: line.booked_on):
        entries = tuple(_line(line) for line in group)
        net = total([entry.amount for entry in entries], entries[0].amount.currency)
        found.append(p.LedgerDay(on, entries, net, whole=whole.between))
    if found and not whole.first:
        found[0] = replace(found[0], whole=False)
    if found and not whole.last:
        found[-1] = replace(found[-1], whole=False)
    return tuple(found)


def as_of(accounts: Sequence[AccountView], now: datetime) -> Text:
    """How many accounts, and how fresh the figures are."""
    said = {"count": _count(accounts), "at": hour(now)}
    return Text("{count} · 数据截至 {at}", "{count} · as of {at}").fill(**said)


def _count(accounts: Sequence[AccountView]) -> Text:
    return counted(len(accounts), "{count} 个账户", "{count} account", "{count} accounts")


def _line(line: LineView) -> p.LedgerRow:
    amount = Money(line.amount_minor, line.currency)
    return p.LedgerRow(
        at=line.booked_at,
        title=words_of(line.kind, credit=line.credit),
        note=line.purpose,
        party=line.counterparty_name,
        amount=amount if line.credit else -amount,
        balance=Money(line.balance_minor, line.currency),
        href=url_for("receipts.receipts", text=line.number) if line.number else "",
    )

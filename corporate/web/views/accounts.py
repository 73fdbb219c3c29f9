"""Accounts (账户) and their lines (流水), a hundred lines a page by their unbroken numbers."""

from __future__ import annotations

from typing import Any, Final

from flask import request, url_for

from corporate.web import account_rows, ledger_search
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from kernel.errors import NotFound
from kernel.money import Money
from kernel.text import Text
from workflows.accounts.commands import (
    AccountList,
    AccountView,
    AskPosition,
    LinePage,
    ListAccounts,
    ListLines,
    MovedToday,
    PositionDays,
)
from workflows.accounts.inquiry_commands import DetailPage, SearchLines

pages = Pages("accounts")

_PAGE: Final = 100
_SOME: Final = account_rows.Whole(first=False, last=False, between=False)
_PAST_THE_LAST: Final = 10**17
_DIGITS_MAX: Final = 15


@pages.page("/accounts", "accounts.list", "accounts.position")
def accounts(desk: Desk) -> Shown:
    """Every account this user may see, with balances."""
    found = _found(desk)
    facts = {
        "accounts": account_rows.rows(found, desk.bank, _today(desk)),
        "note": account_rows.as_of(found, desk.portal.world.clock.now()),
        "totals": account_rows.totals(found),
        "groups": (),
    }
    return Shown("pages/accounts.html", facts)


@pages.page("/accounts/<account>", "accounts.list", "accounts.lines", "accounts.search")
def ledger(desk: Desk, *, account: str) -> Shown:
    """The lines of one account, the newest first: all of them, or those looked for."""
    one = next((a for a in _found(desk) if a.account_number == account), None)
    if one is None:
        raise NotFound(Text("该账户", "The account"))
    looked_for = ledger_search.wanted(account, one.currency, _PAGE)
    lines = _searched(desk, looked_for.asked) if looked_for.asked else _leafed(desk, account)
    row = account_rows.row(one, desk.bank)
    facts: dict[str, Any] = {
        "account": row,
        "figures": (
            (Text("余额", "Balance"), row.book),
            (Text("可用余额", "Available"), row.available),
            (Text("冻结", "Held"), Money(one.held_minor, one.currency)),
        ),
        **lines,
        "query": looked_for.fields,
        "is_filtered": looked_for.asked is not None,
        "list_url": url_for("accounts.ledger", account=account),
        "export_url": url_for("statements.choose", account=account)
        if desk.offers("accounts.export")
        else "",
        "accounts_url": url_for("accounts.accounts"),
    }
    return Shown("pages/ledger.html", facts)


def _leafed(desk: Desk, account: str) -> dict[str, Any]:
    """All lines, in pages with numbers. The first page fixes what the others count from."""
    number, last = _typed("page") or 1, _typed("last")
    if not last:
        number = 1
    before = last - (number - 1) * _PAGE + 1 if last else _PAST_THE_LAST
    asked = ListLines(account_number=account, before=max(before, 1), limit=_PAGE)
    found: LinePage = desk.read("accounts.lines", asked)
    last = last or (found.lines[0].line if found.lines else 0)
    address = url_for("accounts.ledger", account=account, last=last)
    count = max(1, -(-last // _PAGE))
    page = p.Page(number, count, last, f"{address}&page={{page}}")
    whole = account_rows.Whole(first=number == 1, last=number >= count)
    return {"days": account_rows.days(found.lines, whole), "page": page}


def _searched(desk: Desk, asked: SearchLines) -> dict[str, Any]:
    """Some lines, turned by marks: how many there are is not counted."""
    found: DetailPage = desk.read("accounts.search", asked)
    account = asked.account_number
    turn = p.Turn(
        rows=None,
        shown=len(found.lines),
        first_url=ledger_search.address(account) if asked.cursor else "",
        next_url=ledger_search.address(account, cursor=found.cursor) if found.more else "",
    )
    return {"days": account_rows.days(found.lines, _SOME), "turn": turn}


def _found(desk: Desk) -> tuple[AccountView, ...]:
    found: AccountList = desk.read("accounts.list", ListAccounts())
    return found.accounts


def _today(desk: Desk) -> tuple[MovedToday, ...]:
    """What came to each account today, and what left it."""
    if not desk.offers("accounts.position"):
        return ()
    found: PositionDays = desk.read("accounts.position", AskPosition(days=1))
    return found.today


def _typed(name: str) -> int:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS_MAX else 0

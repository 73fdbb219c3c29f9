"""Accounts (账户) and their lines (流水), a hundred lines a page by their unbroken numbers."""

from __future__ import annotations

from typing import Any, Final

from flask import request, url_for

from corporate.web import account_rows
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from kernel.errors import NotFound
from kernel.money import Money
from kernel.text import Text
from workflows.accounts.commands import AccountList, AccountView, LinePage, ListAccounts, ListLines

pages = Pages("accounts")

_PAGE: Final = 100
_PAST_THE_LAST: Final = 10**17
_DIGITS_MAX: Final = 15


@pages.page("/accounts", "accounts.list")
def accounts(desk: Desk) -> Shown:
    """Every account this user may see, with balances."""
    found = _found(desk)
    facts = {
        "accounts": account_rows.rows(found, desk.bank),
        "note": account_rows.as_of(found, desk.portal.world.clock.now()),
        "totals": account_rows.totals(found),
        "groups": (),
    }
    return Shown("pages/accounts.html", facts)


@pages.page("/accounts/<account>", "accounts.list", "accounts.lines")
def ledger(desk: Desk, *, account: str) -> Shown:
    """The lines of one account, the newest first. The first page fixes what the others count from."""
    one = next((a for a in _found(desk) if a.account_number == account), None)
    if one is None:
        raise NotFound(Text("该账户", "The account"))
    number, last = _typed("page") or 1, _typed("last")
    if not last:
        number = 1
    before = last - (number - 1) * _PAGE + 1 if last else _PAST_THE_LAST
    found: LinePage = desk.read(
        "accounts.lines", ListLines(account_number=account, before=max(before, 1), limit=_PAGE)
    )
    last = last or (found.lines[0].line if found.lines else 0)
    row = account_rows.row(one, desk.bank)
    address = url_for("accounts.ledger", account=account, last=last)
    facts: dict[str, Any] = {
        "account": row,
        "figures": (
            (Text("余额", "Balance"), row.book),
            (Text("可用余额", "Available"), row.available),
            (Text("冻结", "Held"), Money(one.held_minor, one.currency)),
        ),
        "days": account_rows.days(found.lines),
        "page": p.Page(number, max(1, -(-last // _PAGE)), last, f"{address}&page={{page}}"),
        "query": None,
        "list_url": url_for("accounts.ledger", account=account),
        "export_url": url_for("statements.choose", account=account)
        if desk.offers("accounts.export")
        else "",
        "accounts_url": url_for("accounts.accounts"),
    }
    return Shown("pages/ledger.html", facts)


def _found(desk: Desk) -> tuple[AccountView, ...]:
    found: AccountList = desk.read("accounts.list", ListAccounts())
    return found.accounts


def _typed(name: str) -> int:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS_MAX else 0

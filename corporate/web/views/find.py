"""Search everywhere (全局搜索, Ctrl K): places, accounts, payments and receipts this user may see.

Each group asks the operation its own page asks, so nothing is found that could not be opened. Names are
found by characters, pinyin or its initials.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from flask import url_for

from corporate.web.deeper import DEEPER
from corporate.web.desk import Desk
from corporate.web.formats import account, local
from corporate.web.frame import GOVERNING, PLACES, SIGNED
from corporate.web.routes import Pages, Shown
from corporate.web.search import text_value
from corporate.web.views import signed
from kernel.pinyin import matches
from kernel.text import Text
from workflows.accounts.commands import AccountList, ListAccounts
from workflows.approval.signed_commands import ListSigned
from workflows.documents.commands import ListReceipts, ReceiptPage
from workflows.payments.page_commands import BrowsePayments, PaymentList

pages = Pages("find")

_SHOWN_MAX: Final = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found."""

    title: Text
    more: Text
    href: str
    icon: str


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one sort, and where all of it is listed."""

    name: Text
    hits: tuple[Hit, ...]
    all_url: str = ""


@pages.page("/search", "accounts.list", "payments.browse", "documents.receipts", signed.LIST)
def find(desk: Desk) -> Shown:
    """Everything that fits what was typed, a few of each sort."""
    text = text_value("q")
    groups = (
        tuple(group for ask in _ASKED for group in ask(desk, text) if group.hits) if text else ()
    )
    return Shown("pages/search.html", {"text": text, "groups": groups, "url": url_for("find.find")})


def _places(desk: Desk, text: str) -> Iterator[Group]:
    hits = (
        Hit(place.name, Text("", ""), url_for(place.endpoint), place.icon)
        for place in (*PLACES, *GOVERNING, SIGNED, *DEEPER)
        if (not place.operation or desk.offers(place.operation))
        and (matches(text, place.name.zh) or text.lower() in place.name.en.lower())
    )
    yield Group(Text("功能", "Places"), tuple(hits)[:_SHOWN_MAX])


def _accounts(desk: Desk, text: str) -> Iterator[Group]:
    if not desk.offers("accounts.list"):
        return
    found: AccountList = desk.read("accounts.list", ListAccounts())
    digits = text.replace(" ", "")
    hits = (
        Hit(
            Text(one.alias, one.alias),
            Text(account(one.account_number), account(one.account_number)),
            url_for("accounts.ledger", account=one.account_number),
            "wallet",
        )
        for one in found.accounts
        if digits in one.account_number or matches(text, one.alias)
    )
    yield Group(Text("账户", "Accounts"), tuple(hits)[:_SHOWN_MAX], url_for("accounts.accounts"))


def _payments(desk: Desk, text: str) -> Iterator[Group]:
    if not desk.offers("payments.browse"):
        return
    found: PaymentList = desk.read("payments.browse", BrowsePayments(text=text))
    hits = (
        Hit(
            Text(one.payee_name, one.payee_name),
            Text(f"{one.number} · {one.status.label.zh}", f"{one.number} · {one.status.label.en}"),
            url_for("payments.follow", number=one.number),
            "send",
        )
        for one in found.payments[:_SHOWN_MAX]
    )
    yield Group(Text("付款", "Payments"), tuple(hits), url_for("payments.browse", text=text))


def _receipts(desk: Desk, text: str) -> Iterator[Group]:
    if not desk.offers("documents.receipts"):
        return
    wanted = ListReceipts(text=text, limit=_SHOWN_MAX)
    found: ReceiptPage = desk.read("documents.receipts", wanted)
    hits = (
        Hit(
            Text(one.counterparty_name, one.counterparty_name),
            Text(one.number, one.number),
            url_for("receipts.receipt", number=one.number),
            "receipt",
        )
        for one in found.receipts
    )
    yield Group(Text("回单", "Receipts"), tuple(hits), url_for("receipts.receipts", text=text))


def _signed(desk: Desk, text: str) -> Iterator[Group]:
    if not desk.offers(signed.LIST):
        return
    wanted = ListSigned(text=text)
    found, _ = signed.signed_in(desk, signed.memberships(desk), wanted, _SHOWN_MAX)
    hits = (
        Hit(
            Text(one.line.title_zh, one.line.title_en),
            Text("{at} · {company}", "{at} · {company}").fill(
                at=f"{local(one.line.decided_at):%Y-%m-%d %H:%M}", company=one.there.enterprise_name
            ),
            signed.address_of(one),
            "fingerprint",
        )
        for one in found
    )
    yield Group(Text("我的签署", "What I signed"), tuple(hits), url_for("signed.listed", text=text))


_ASKED: Final[tuple[Callable[[Desk, str], Iterator[Group]], ...]] = (
    _places,
    _accounts,
    _payments,
    _receipts,
    _signed,
)

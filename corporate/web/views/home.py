"""Home (首页): how much, where, what must I do, until when — in five seconds.

Each part is drawn when its operation is offered, and left out when it is not.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NamedTuple

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.web import account_rows, channels, position_trend
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.formats import hour, local, long_day
from corporate.web.i18n import current_lang
from corporate.web.queue import queue_of
from corporate.web.routes import Pages, Shown
from corporate.web.subjects import CARDS
from corporate.web.views.agreement import awaits_agreement
from corporate.web.views.notices import newest_note
from corporate.web.words import counted
from kernel.money import Money
from kernel.text import Text
from workflows.accounts.commands import (
    AccountList,
    AccountView,
    AskPosition,
    ListAccounts,
    PositionDays,
)
from workflows.payments.page_commands import (
    BrowsePayments,
    ListUpcoming,
    PaymentLine,
    PaymentList,
    Tab,
    Upcoming,
)

pages = Pages("home")

_QUEUE_SHOWN: Final = 5
_ACCOUNTS_SHOWN: Final = 6
_RECENT_SHOWN: Final = 5
_GREETINGS: Final = (
    (5, Text("夜深了，{name}", "Good evening, {name}")),
    (11, Text("早上好，{name}", "Good morning, {name}")),
    (13, Text("中午好，{name}", "Good afternoon, {name}")),
    (18, Text("下午好，{name}", "Good afternoon, {name}")),
    (24, Text("晚上好，{name}", "Good evening, {name}")),
)
_BANK_DAY: Final = Text("工作日", "bank day")
_DAY_OFF: Final = Text("非工作日", "not a bank day")
_TODAY: Final = Text("{day} · {kind} · 数据截至 {at}", "{day} · {kind} · as of {at}")


class Action(NamedTuple):
    """A button in the page's head."""

    text: Text
    href: str
    icon: str
    kind: str = ""


@pages.page(
    "/",
    "accounts.list",
    "accounts.position",
    *CARDS,
    "payments.browse",
    "payments.upcoming",
)
def home(desk: Desk) -> Shown | Response:
    """The dashboard; before the agreement with the bank is signed, the agreement."""
    if awaits_agreement(desk):
        return redirect(url_for("agreement.shown"), code=303)
    now = desk.portal.world.clock.now()
    accounts = _accounts(desk)
    paid = _payments(desk)
    facts: dict[str, Any] = {
        "greeting": _greeting(now, desk.session.person_name),
        "today": _today(desk, now),
        "actions": tuple(_actions(desk)),
        "channels": channels.clocks(desk.bank, now),
        **_money(accounts, now),
        **_moved(desk, accounts, paid.pop("upcoming")),
        **_queue(desk),
        **paid,
    }
    facts["notes"] = (*facts["notes"], *newest_note(desk))
    return Shown("pages/home.html", facts)


def _money(accounts: tuple[AccountView, ...], now: datetime) -> dict[str, Any]:
    shown = min(len(accounts), _ACCOUNTS_SHOWN)
    said = Text("已显示 {shown} 个，共 {count} 个", "{shown} of {count} shown")
    position = account_rows.position(accounts)
    return {
        "position_note": _position_note(position),
        "totals": account_rows.totals(accounts),
        "accounts_note": account_rows.as_of(accounts, now),
        "accounts_shown": said.fill(shown=shown, count=len(accounts)),
        "accounts_url": url_for("accounts.accounts"),
    }


def _moved(
    desk: Desk, accounts: tuple[AccountView, ...], upcoming: tuple[PaymentLine, ...]
) -> dict[str, Any]:
    """The one figure, how it came about, what is known of the days to come, and each account with its day."""
    position, shown = account_rows.position(accounts), accounts[:_ACCOUNTS_SHOWN]
    if position is None or not desk.offers("accounts.position"):
        rows = account_rows.rows(shown, desk.bank)
        return {"position": position, "trend": None, "spans": (), "accounts": rows}
    span = position_trend.span_of(request.args.get("span", ""))
    found: PositionDays = desk.read("accounts.position", AskPosition(days=span))
    trend = position_trend.trend_of(found.days, upcoming)
    return {
        "position": position_trend.with_change(position, found.days),
        "trend": trend,
        "spans": position_trend.spans(span) if trend else (),
        "accounts": account_rows.rows(shown, desk.bank, found.today),
    }


def _position_note(position: p.Position | None) -> Text | str:
    if position is None:
        return ""
    currency = position.total.currency
    return Text("{ccy} 账户合计", "all {ccy} accounts").fill(ccy=currency)


def _queue(desk: Desk) -> dict[str, Any]:
    """What waits for this person's signature; None for somebody who signs nothing."""
    if not desk.offers("approvals.decide"):
        return {"queue": None, "queue_count": 0, "queue_url": "", "bulk_url": ""}
    queue = queue_of(desk)
    return {
        "queue": queue.rows[:_QUEUE_SHOWN],
        "queue_count": queue.count,
        "queue_url": url_for("approvals.inbox", phone=False),
        "bulk_url": url_for("bulk.check", phone=False),
    }


def _payments(desk: Desk) -> dict[str, Any]:
    """What was paid last, what leaves the accounts next, and what somebody must look at."""
    if not desk.offers("payments.browse"):
        nothing = {"recent": None, "recent_url": "", "flows": (), "flows_note": "", "notes": ()}
        return nothing | {"upcoming": ()}
    found: PaymentList = desk.read("payments.browse", BrowsePayments(limit=_RECENT_SHOWN))
    upcoming: Upcoming = desk.read("payments.upcoming", ListUpcoming())
    return {
        "recent": None if desk.offers("approvals.decide") else tuple(map(_recent, found.payments)),
        "recent_url": url_for("payments.browse"),
        "flows": tuple(_flow(line) for line in upcoming.payments[:_RECENT_SHOWN]),
        "flows_note": counted(
            len(upcoming.payments), "{count} 笔待付", "{count} to be paid", "{count} to be paid"
        ),
        "notes": _attention(found),
        "upcoming": upcoming.payments,
    }


def _attention(found: PaymentList) -> tuple[p.Note, ...]:
    stuck = next((one.payments for one in found.counts if one.tab is Tab.STUCK), 0)
    if not stuck:
        return ()
    return (
        p.Note(
            counted(
                stuck,
                "{count} 笔付款需关注",
                "{count} payment needs attention",
                "{count} payments need attention",
            ),
            Text(
                "退回修改、结果未知、失败或退汇，请逐笔查看。",
                "Sent back, outcome unknown, failed or returned; look at each of them.",
            ),
            "warn",
            "alert-circle",
            href=url_for("payments.browse", tab=Tab.STUCK.value),
        ),
    )


def _recent(line: PaymentLine) -> p.PaymentRow:
    return p.PaymentRow(
        number=line.number,
        payee=line.payee_name,
        account=line.payee_account,
        purpose=line.purpose or "—",
        amount=Money(line.amount_minor, line.currency),
        made_by=line.made_by,
        at=line.created_at,
        status=line.status,
        href=url_for("payments.follow", number=line.number),
    )


def _flow(line: PaymentLine) -> p.Flow:
    note = Text("{ccy} · {status}", "{ccy} · {status}").fill(
        ccy=line.currency, status=line.status.label
    )
    amount = -Money(line.amount_minor, line.currency)
    return p.Flow(line.value_on, line.payee_name, note, amount)


def _actions(desk: Desk) -> list[Action]:
    """What somebody who pays begins with; everything else is in the rail."""
    if not desk.offers("payments.submit"):
        return []
    receipts = Action(Text("回单", "Receipts"), url_for("receipts.receipts"), "receipt", "quiet")
    many = Action(Text("批量付款", "Batch payment"), url_for("batch_new.new"), "file-spreadsheet")
    new = Action(Text("新建付款", "New payment"), url_for("pay.new"), "plus", "primary")
    offered = {"documents.receipts": receipts, "batches.open": many, "payments.submit": new}
    return [action for code, action in offered.items() if desk.offers(code)]


def _accounts(desk: Desk) -> tuple[AccountView, ...]:
    if not desk.offers("accounts.list"):
        return ()
    found: AccountList = desk.read("accounts.list", ListAccounts())
    return found.accounts


def _greeting(now: datetime, name: str) -> Text:
    at = local(now).hour
    return next(text for until, text in _GREETINGS if at < until).fill(name=name)


def _today(desk: Desk, now: datetime) -> str:
    on = local(now).date()
    kind = _BANK_DAY if desk.bank.calendar.is_bank_day(on) else _DAY_OFF
    return _TODAY.fill(day=long_day(on), kind=kind, at=hour(now)).of(current_lang())

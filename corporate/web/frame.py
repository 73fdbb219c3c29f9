"""What stands around a page: the places this user may go to, and who is logged in where."""

from __future__ import annotations

from typing import Final, NamedTuple

from flask import url_for

from corporate import notices
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.elsewhere import count_elsewhere
from corporate.web.formats import local
from kernel.text import Text
from workflows.approval.commands import InboxAnswer, ListInbox


class Place(NamedTuple):
    """A place in the rail: shown when its operation is offered."""

    key: str
    name: Text
    icon: str
    endpoint: str
    operation: str
    short: Text | None = None


PLACES: Final = (
    Place("home", Text("首页", "Home"), "home", "home.home", "", Text("首页", "Home")),
    Place(
        "accounts",
        Text("账户与流水", "Accounts"),
        "wallet",
        "accounts.accounts",
        "accounts.list",
        Text("账户", "Accounts"),
    ),
    Place(
        "payments",
        Text("付款", "Payments"),
        "send",
        "payments.browse",
        "payments.browse",
        Text("付款", "Payments"),
    ),
    Place(
        "batches",
        Text("批量付款", "Batches"),
        "file-spreadsheet",
        "batches.listed",
        "batches.list",
    ),
    Place("payroll", Text("代发工资", "Payroll"), "wallet", "payroll.listed", "payroll.list"),
    Place("bills", Text("票据", "Bills"), "certificate", "bills.listed", "bills.list"),
    Place("payees", Text("收款人", "Payees"), "users", "payees.browse", "payees.browse"),
    Place(
        "approvals",
        Text("审批", "Approvals"),
        "checks",
        "approvals.inbox",
        "approvals.decide",
        Text("审批", "Approvals"),
    ),
    Place(
        "receipts",
        Text("回单", "Receipts"),
        "receipt",
        "receipts.receipts",
        "documents.receipts",
        Text("回单", "Receipts"),
    ),
    Place(
        "reconciliation",
        Text("银企对账", "Reconciliation"),
        "checks",
        "reconciliation.listed",
        "accounts.confirm_balance",
    ),
    Place(
        "invoices",
        Text("手续费发票", "Invoices"),
        "file-invoice",
        "invoices.listed",
        "invoices.list",
    ),
)
GOVERNING: Final = (
    Place(
        "users",
        Text("用户与权限", "Users and rights"),
        "users",
        "users.listed",
        "users.list",
        Text("用户", "Users"),
    ),
    Place(
        "policies",
        Text("审批规则", "Approval rules"),
        "adjustments-horizontal",
        "policies.listed",
        "policies.list",
        Text("规则", "Rules"),
    ),
    Place("limits", Text("额度", "Limits"), "hourglass", "limits.listed", "limits.list"),
    Place(
        "changes",
        Text("变更记录", "Changes"),
        "edit",
        "changes.listed",
        "mandates.list",
        Text("变更", "Changes"),
    ),
    Place(
        "payroll_agreements",
        Text("代发协议", "Payroll agreements"),
        "file-text",
        "payroll_agreements.listed",
        "payroll.signed",
    ),
    Place(
        "payee_rules",
        Text("收款人管控", "Payee controls"),
        "user-check",
        "payee_rules.demands",
        "payees.demands",
    ),
    Place(
        "invoice_buyer",
        Text("开票信息", "Buyer's data"),
        "file-invoice",
        "invoices.buyer",
        "invoices.buyer",
    ),
    Place(
        "link",
        Text("银企直联", "Direct link"),
        "certificate",
        "link.overview",
        "certificates.list",
    ),
    Place("audit", Text("操作审计", "Audit trail"), "history", "audit.trail", "audit.list"),
)
"""What administrators rule their enterprise with (企业自管理)."""
SIGNED: Final = Place(
    "signed",
    Text("我的签署", "What I signed"),
    "fingerprint",
    "signed.listed",
    "approvals.signed",
)
GOVERNMENT: Final = Text("企业管理", "Administration")
OWN: Final = Text("我的", "Mine")
_INBOX: Final = "approvals.inbox"
_NEXT: Final = ListInbox(limit=1)


def frame_of(desk: Desk) -> p.Shell:
    """The shell for this user; reads what is offered and how much waits."""
    session = desk.session
    return p.Shell(
        user=p.Person(
            session.person_name,
            session.title or Text("企业用户", "User"),
            _since(desk),
        ),
        scope=session.enterprise_name,
        nav=tuple(_groups(desk)),
        logout_url=url_for("login.log_out"),
        home_url=url_for("home.home"),
        notices_url=url_for("notices.listed"),
        unread=notices.unread(desk.context()),
        search_url=url_for("find.find"),
    )


def foresee(desk: Desk) -> None:
    """Have what every frame asks travel with what the page asks first: one trip instead of four."""
    ctx, gate = desk.context(), desk.portal.gate
    ctx.uow.along(lambda: gate.offers(desk.actor, ctx.uow))
    ctx.uow.along(lambda: gate.ask(ctx.uow, desk.actor, _INBOX, _NEXT))
    ctx.uow.along(lambda: notices.unread(ctx))


def waiting(desk: Desk) -> int:
    """How many approvals wait for this person, in every enterprise."""
    return _waiting_here(desk) + count_elsewhere(desk)


def _waiting_here(desk: Desk) -> int:
    if not desk.offers("approvals.decide"):
        return 0
    if desk.waiting is not None:
        return desk.waiting
    inbox: InboxAnswer = desk.peek(_INBOX, _NEXT)
    return inbox.waiting


def _groups(desk: Desk) -> list[p.NavGroup]:
    groups = [
        p.NavGroup(tuple(_places(desk, PLACES))),
        p.NavGroup(tuple(_places(desk, GOVERNING)), GOVERNMENT),
        p.NavGroup(tuple(_own(desk)), OWN),
    ]
    return [group for group in groups if group.items]


def _places(desk: Desk, places: tuple[Place, ...]) -> list[p.NavItem]:
    return [
        p.NavItem(
            key=place.key,
            name=place.name,
            icon=place.icon,
            href=url_for(place.endpoint),
            short=place.short,
            badge=waiting(desk) if place.key == "approvals" else 0,
        )
        for place in places
        if not place.operation or desk.offers(place.operation)
    ]


def _own(desk: Desk) -> list[p.NavItem]:
    items = [
        p.NavItem(
            "sessions",
            Text("登录与安全", "Log-in and security"),
            "shield-lock",
            url_for("methods.overview"),
        )
    ]
    if desk.offers(SIGNED.operation):
        items.append(p.NavItem(SIGNED.key, SIGNED.name, SIGNED.icon, url_for(SIGNED.endpoint)))
    if desk.offers("approvals.delegations"):
        name = Text("我的委托", "My delegations")
        items.append(p.NavItem("delegations", name, "users", url_for("delegations.mine")))
    items.append(p.NavItem("search", Text("搜索", "Search"), "search", url_for("find.find")))
    if desk.session.memberships > 1:
        name = Text("切换企业", "Change company")
        items.append(p.NavItem("choose", name, "building", url_for("login.choose")))
    return items


def _since(desk: Desk) -> Text:
    session = desk.session
    return Text("本次登录 {at} · {address}", "Logged in {at} · {address}").fill(
        at=f"{local(session.created_at):%m-%d %H:%M}", address=session.address or "—"
    )

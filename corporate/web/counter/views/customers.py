"""Customers at the desk: found, looked at without acting as them, and where every change of theirs begins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from flask import request, url_for

from corporate.enterprises import EnterpriseStatus
from corporate.identity.people import PersonStatus
from corporate.staff import Area, Duty
from corporate.staff.errors import NotYours
from corporate.staff.roles import MAKES
from corporate.web import parts as p
from corporate.web.counter import rows
from corporate.web.counter.pages import Counter, CounterPages, Shown
from kernel.context import Context
from kernel.errors import NotFound
from kernel.money import Money
from kernel.operation import Door
from kernel.public_status import PublicStatus
from kernel.records import audit
from kernel.statements import Row
from kernel.text import Text
from risk.rules import LimitScope, LimitSpan
from workflows.desk import codes, customers
from workflows.desk.measures import Measure

pages = CounterPages("customers")

_ACCOUNT_STATES: Final[dict[str, p.Tag]] = {
    "open": p.Tag(Text("正常", "Open"), "ok"),
    "credit_only": p.Tag(Text("只收不付", "Credits only"), "warn"),
    "frozen": p.Tag(Text("不收不付", "Frozen"), "stop"),
    "closed": p.Tag(Text("已销户", "Closed")),
}
_EVERY: Final = Text("全部", "All")


@pages.page("/customers", Area.CUSTOMERS)
def found(here: Counter) -> Shown:
    """Customers by number, name, code or account (企业客户)."""
    query = request.args.get("q", "")[:60]
    listed = here.do(lambda ctx: customers.search(ctx, query))
    items = [
        {
            "number": row["number"], "name": row["name"], "uscc": row["uscc"], "accounts": row["accounts"],
            "href": url_for("customers.shown", number=row["number"]), "status": _standing(row["status"]),
            "waits": row["agreement"] == "offered",
        }
        for row in listed
    ]  # fmt: skip
    makes = Duty.BUSINESS in MAKES[here.session.role]
    new_url = url_for("changes.start", kind="onboarding") if makes else ""
    return Shown("desk/customers.html", {"items": items, "query": query, "new_url": new_url})


@pages.page("/customers/<number>", Area.CUSTOMERS)
def shown(here: Counter, number: str) -> Shown:
    """What a customer has and sees (支持视图); every look is in the audit trail."""

    def read(ctx: Context) -> tuple[Row, dict[str, Any]]:
        row = customers.by_number(ctx, number)
        audit.write(ctx, "desk.support", "enterprise", number)
        return row, customers.support(ctx, row["id"])

    row, seen = here.do(read)
    return Shown("desk/customer.html", _facts(here, row, seen))


@pages.page("/customers/<number>/code", Area.CUSTOMERS, methods=("POST",))
def code(here: Counter, number: str) -> Shown:
    """Hand out an activation code; it is shown this once."""
    if Duty.BUSINESS not in MAKES[here.session.role]:
        raise NotYours(role=here.session.role.label)
    try:
        user_id = UUID(request.form.get("user", ""))
    except ValueError as wrong:
        raise NotFound from wrong
    handed = here.do(lambda ctx: codes.for_administrator(ctx, number, user_id))
    back = url_for("customers.shown", number=number)
    return Shown("desk/code.html", {"handed": handed, "back_url": back, "here": "customers"})


def _facts(here: Counter, row: Row, seen: dict[str, Any]) -> dict[str, Any]:
    makes = Duty.BUSINESS in MAKES[here.session.role]
    titles = here.portal.titles

    def ask(kind: str, target: str) -> str:
        return url_for("changes.start", kind=kind, target=target) if makes else ""

    return {
        "name": row["name"], "number": row["number"], "status": _standing(row["status"]),
        "facts": _licence(row),
        "accounts": [
            _account(one)
            | {"ask": ask("measure", one["account_number"]), "debit": ask("batch_debit", one["account_number"])}
            | {"close": ask("closing", one["account_number"]) if one["status"] == "open" else ""}
            for one in seen["accounts"]
        ],
        "measures": [_measure(one) | {"ask": ask("lift", one["number"]) if one["live"] else ""} for one in seen["measures"]],
        "users": [_user(one) | {"reset": _reset(ask, row, one)} for one in seen["users"]],
        "payments": [_payment(one) for one in seen["payments"]],
        "notices": [{"text": rows.text_of(one["text"]), "at": one["created_at"], "read": one["read_at"] is not None} for one in seen["notices"]],
        "switches": [_switch(one, titles) for one in seen["switches"]],
        "certificates": [
            dict(one) | {"ask": ask("revoke", one["serial"]) if one["status"] == "active" else ""}
            for one in seen["certificates"]
        ],
        "agreements": seen["agreements"],
        "limits": [_limit(one) for one in seen["limits"]],
        "permits": [_permit(one) for one in seen["permits"]],
        "standing_url": ask("standing", row["number"]), "limit_url": ask("bank_limit", row["number"]), "discount_url": ask("discount", row["number"]),
        "certificate_url": ask("certificate", row["number"]), "signature_url": ask("signature", row["number"]),
        "code_url": url_for("customers.code", number=row["number"]) if makes else "",
    }  # fmt: skip


def _reset(ask: Callable[[str, str], str], row: Row, user: Row) -> str:
    """Where what a user has lost is reset; nothing for who has set nothing up yet."""
    target = f"{row['number']}/{user['login']}"
    return ask("methods_reset", target) if user["status"] == PersonStatus.ACTIVE else ""


def _standing(status: str) -> p.Tag:
    label = EnterpriseStatus(status).label
    return p.Tag(label, "ok" if status == EnterpriseStatus.ACTIVE else "stop")


def _licence(row: Row) -> list[p.Fact]:
    until = row["valid_until"].isoformat() if row["valid_until"] else "—"
    return [
        p.Fact(Text("客户号", "Customer number"), row["number"]),
        p.Fact(Text("统一社会信用代码", "Unified social credit code"), row["uscc"]),
        p.Fact(Text("法定代表人", "Legal representative"), row["legal_person"] or "—"),
        p.Fact(Text("住所", "Registered address"), row["address"] or "—"),
        p.Fact(Text("执照有效期至", "Licence valid until"), until),
        p.Fact(Text("联系电话", "Telephone"), row["contact"] or "—"),
    ]


def _account(row: Row) -> dict[str, Any]:
    currency = row["currency"].strip()
    return {
        "number": row["account_number"], "alias": row["alias"], "currency": currency,
        "balance": Money(row["balance_minor"] or 0, currency),
        "held": Money(row["held_minor"] or 0, currency),
        "state": _ACCOUNT_STATES.get(row["status"] or "closed", _ACCOUNT_STATES["closed"]),
    }  # fmt: skip


def _measure(row: Row) -> dict[str, Any]:
    return {
        "number": row["number"], "account": row["account_number"], "sort": Measure(row["sort"]).label,
        "amount": rows.amount(row), "authority": row["authority"], "document": row["document"], "at": row["begun_at"],
        "until": row["until_on"], "live": row["live"], "lifted_by": row["lifted_by"],
    }  # fmt: skip


def _user(row: Row) -> dict[str, Any]:
    status = PersonStatus(row["status"])
    return {
        "id": row["id"], "login": row["login"], "name": row["name"], "title": row["title"],
        "roles": [rows.text_of(name) for name in row["roles"]], "status": p.Tag(status.label, "ok" if status is PersonStatus.ACTIVE else "warn"),
        "invited": status is PersonStatus.INVITED, "code_until": row["code_until"],
    }  # fmt: skip


def _permit(row: Row) -> dict[str, Any]:
    """Up to where a signature of the direct link authorises."""
    upto, currency = row["upto_minor"], row["currency"]
    return {"currency": currency, "upto": None if upto is None else Money(upto, currency)}


def _payment(row: Row) -> dict[str, Any]:
    return {
        "number": row["number"], "payee": row["payee_name"], "amount": rows.amount(row),
        "status": PublicStatus(row["status"]), "at": row["status_at"], "why": rows.text_of(row["reason"] or {}),
        "door": Door(row["door"]).label,
    }  # fmt: skip


def _switch(row: Row, titles: Any) -> dict[str, Any]:
    return {
        "what": titles.get(row["operation"], _EVERY), "where": Door(row["door"]).label if row["door"] != "*" else _EVERY,
        "sentence": rows.text_of(row["sentence"]), "at": row["changed_at"],
        "whose": _EVERY if row["holder"] == "*" else Text("该企业", "This one"),
    }  # fmt: skip


def _limit(row: Row) -> dict[str, Any]:
    counts = LimitSpan(row["span"]).counts
    figure = (
        str(row["ceiling"]) if counts else Money(row["ceiling"], row["currency"].strip()).wire()
    )
    return {
        "scope": LimitScope(row["scope"]).label, "span": LimitSpan(row["span"]).label, "figure": figure,
        "currency": row["currency"],
    }  # fmt: skip

"""What a form of paying looks up while it is filled in: own accounts, payees, banks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import request

from corporate.web import payee_items, slips
from corporate.web.desk import Desk
from corporate.web.formats import when
from kernel.money import Money
from kernel.text import Text
from workflows.payments.page_commands import (
    FindBanks,
    FindPayees,
    FoundBanks,
    ListPayers,
    PayeeLine,
    Payees,
    PayerLine,
    Payers,
)

LOOKS: Final = ("payments.payers", "payments.payees", "payments.banks")
"""What a page with such a form declares."""
_SHOWN_MAX: Final = 8
_LAST: Final = Text("上次付款 {at}", "last paid {at}")
_AVAILABLE: Final = Text("{alias} {tail} · 可用 {amount}", "{alias} {tail} · {amount} available")


def payers(desk: Desk) -> tuple[PayerLine, ...]:
    """The accounts this user may pay from."""
    found: Payers = desk.read("payments.payers", ListPayers())
    return found.accounts


def account_text(one: PayerLine) -> Text:
    """An account as one chooses it: what it is called, its tail, what may be spent."""
    amount = slips.worth(Money(one.available_minor, one.currency))
    return _AVAILABLE.fill(alias=one.alias, tail=one.account_number[-4:], amount=amount)


def picked(desk: Desk) -> dict[str, str]:
    """The fields of the payee or bank whose button was pressed."""
    if request.form.get("pick"):
        found: Payees = desk.read("payments.payees", FindPayees(payee_id=request.form["pick"]))
        return _payee_fields(desk, found.payees[0]) if found.payees else {}
    code = request.form.get("pick_bank", "")
    return {"payee_bank_code": code} if code else {}


def _payee_fields(desk: Desk, payee: PayeeLine) -> dict[str, str]:
    own = payee.bank_code == desk.bank.bank_code
    return {
        "payee_name": payee.name,
        "payee_account": payee.account,
        "payee_bank_code": "" if own else payee.bank_code,
    }


def payee_hits(desk: Desk, fields: Mapping[str, str]) -> tuple[dict[str, Any], ...]:
    """Payees that fit what was typed."""
    found: Payees = desk.read("payments.payees", FindPayees(text=fields["payee_name"].strip()))
    now = desk.portal.world.clock.now()
    return tuple(
        {
            "id": one.payee_id,
            "name": one.name,
            "account": one.account,
            "bank": one.bank_name,
            "note": _LAST.fill(at=when(one.used_at, now)) if one.used_at else "",
            "tag": payee_items.class_tag(one.payee_class),
            "verified": one.verified,
        }
        for one in found.payees[:_SHOWN_MAX]
    )


def bank_hits(desk: Desk, fields: Mapping[str, str]) -> tuple[dict[str, Any], ...]:
    """Banks that fit what was typed."""
    text = fields["payee_bank_code"].strip()
    found: FoundBanks = desk.read("payments.banks", FindBanks(text=text))
    return tuple(
        {"code": one.bank_code, "name": Text(one.name_zh, one.name_en or one.name_zh)}
        for one in found.banks[:_SHOWN_MAX]
    )

"""Payroll agreements (代发协议) as administrators sign them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import request
from werkzeug.wrappers import Response

from corporate import enterprises
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from corporate.web.views.changes import after_proposing
from corporate.web.views.link import waiting
from kernel.errors import Conflict, Faulty, Invalid
from kernel.parsing import Names
from kernel.text import Text
from workflows.payroll.commands import AgreementList, ListAgreements
from workflows.payroll.kinds import PayKind

pages = Pages("payroll_agreements")

_EMPTY: Final[Mapping[str, Any]] = {
    "account": "",
    "kinds": ("salary",),
    "project": "",
    "reason": "",
}
_ACCOUNT: Final = Text("{alias} {tail}", "{alias} {tail}")


@pages.page("/payroll/agreements", "payroll.signed", "mandates.list")
def listed(desk: Desk) -> Shown:
    """What is in force, and the form that changes it."""
    return _shown(desk, _EMPTY)


@pages.page(
    "/payroll/agreements", "payroll.signed", "payroll.agree", "mandates.list", methods=("POST",)
)
def agree(desk: Desk) -> Shown | Response:
    """Ask another administrator to confirm it."""
    typed = {
        "account": request.form.get("account", "")[:34],
        "kinds": request.form.getlist("kinds"),
        "project": request.form.get("project", "").strip()[:40],
        "reason": request.form.get("reason", "").strip()[:90],
    }
    try:
        seen = desk.perform("payroll.agree", typed, names=Names.PYTHON)
    except (Faulty, Invalid, Conflict) as refused:
        return _shown(desk, typed, (p.FormFault("account", refused.message),))
    return after_proposing(seen)


def _shown(desk: Desk, typed: Mapping[str, Any], faults: Sequence[p.FormFault] = ()) -> Shown:
    found: AgreementList = desk.read("payroll.signed", ListAgreements())
    accounts = enterprises.signed_accounts(desk.context().uow)
    facts = {
        "rows": found.agreements,
        "accounts": tuple(
            (one.number, _ACCOUNT.fill(alias=one.alias, tail=one.number[-4:]))
            for one in accounts
            if one.may_pay and one.currency == "CNY"
        ),
        "kinds": tuple((kind.value, kind.label) for kind in PayKind),
        "form": typed,
        "faults": tuple(faults),
        "notes": waiting(desk, ("payroll",)),
        "may": desk.offers("payroll.agree"),
    }
    return Shown("pages/payroll_agreements.html", facts, 422 if faults else 200)

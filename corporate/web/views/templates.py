"""Templates of payments (付款模板): the list, one kept from a payment, one dropped."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.web import lookups
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from kernel.errors import Conflict, Invalid
from kernel.money import Money
from workflows.payments.template_commands import (
    KeepTemplate,
    ListTemplates,
    NameTemplate,
    TemplateLine,
    Templates,
)

pages = Pages("templates")


@pages.page("/payments/templates", "payments.templates", "payments.payers")
def listed(desk: Desk) -> Shown:
    """Every template, by name; each leads to a form that is filled in."""
    return _page(desk)


@pages.page("/payments/<number>/template", "payments.keep_template", "payments.templates", "payments.payers", methods=("POST",))  # fmt: skip
def keep(desk: Desk, *, number: str) -> Shown | Response:
    """Keep a payment as a template."""
    name = request.form.get("name", "").strip()
    try:
        desk.perform("payments.keep_template", KeepTemplate(number=number, name=name or "—"))
    except (Conflict, Invalid) as refused:
        return _page(desk, p.Note(refused.message, "", "stop", "alert-circle"), 422)
    return redirect(url_for("templates.listed"), code=303)


@pages.page("/payments/templates/<template_id>/drop", "payments.drop_template", methods=("POST",))
def drop(desk: Desk, *, template_id: str) -> Response:
    """Drop one."""
    desk.perform("payments.drop_template", NameTemplate(template_id=template_id))
    return redirect(url_for("templates.listed"), code=303)


def _page(desk: Desk, note: p.Note | None = None, status: int = 200) -> Shown:
    found: Templates = desk.read("payments.templates", ListTemplates())
    aliases = {one.account_number: one.alias for one in lookups.payers(desk)}
    pays = desk.offers("payments.submit")
    rows = [_row(one, aliases, pays=pays) for one in found.templates]
    facts = {
        "rows": rows,
        "note": note,
        "back_url": url_for("payments.browse"),
        "drops": desk.offers("payments.drop_template"),
    }
    return Shown("pages/templates.html", facts, status)


def _row(one: TemplateLine, aliases: dict[str, str], *, pays: bool) -> dict[str, Any]:
    return {
        "name": one.name, "payee": one.payee_name, "account": one.payee_account, "purpose": one.purpose or "—",
        "amount": Money(one.amount_minor, one.currency), "payer": aliases.get(one.payer_account, ""),
        "payer_tail": one.payer_account[-4:], "made_by": one.made_by,
        "pay_url": url_for("pay.new", template=one.template_id) if pays else "",
        "drop_url": url_for("templates.drop", template_id=one.template_id),
    }  # fmt: skip

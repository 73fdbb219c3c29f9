"""A new payroll (新建代发): a file is dropped or rows are pasted, or last month's rows are taken again."""

from __future__ import annotations

from typing import Final

from flask import Response as FlaskResponse
from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.web import parts as p
from corporate.web import payroll_form
from corporate.web.batch_reading import READS, brought, known_places, reading
from corporate.web.desk import Desk
from corporate.web.payroll_template import XLSX, template
from corporate.web.routes import Pages, Shown
from kernel.calendar import bank_today
from kernel.errors import Conflict, Faulty, Invalid, YinqiError
from kernel.text import Text
from workflows.payroll.commands import AgreementList, ListAgreements
from workflows.payroll.kinds import PayKind
from workflows.payroll.run_commands import RunView

pages = Pages("payroll_new")

_PREFIX: Final = "WEB-"
_TOKEN_BYTES: Final = 18
_TITLE: Final = Text("新建代发", "New payroll")
_ACCOUNT: Final = Text("{alias} {tail}", "{alias} {tail}")
_UNKNOWN: Final = Text(
    "未能认出“姓名、账号、金额”各在哪一列，请使用模板中的表头",
    "The columns of name, account and amount were not found: use the headings of the template",
)


@pages.page("/payroll/new", "payroll.agreements")
def new(desk: Desk) -> Shown:
    """An empty form; its serial is minted now."""
    desk.need("payroll.open", _TITLE)
    today = bank_today(desk.portal.world.clock)
    fields = dict.fromkeys(payroll_form.FIELDS, "")
    fields["serial"] = _PREFIX + desk.portal.world.ids.token(_TOKEN_BYTES)
    fields["month"] = f"{today:%Y-%m}"
    fields["due_on"] = desk.bank.calendar.next_bank_day(today).isoformat()
    return _form(desk, fields)


@pages.page(
    "/payroll/new", "payroll.agreements", *READS, "payroll.open", "payroll.again", methods=("POST",)
)
def read(desk: Desk) -> Shown | Response:
    """The file as it came, or last month's rows: a draft, or what is wrong."""
    desk.need("payroll.open", _TITLE)
    fields = payroll_form.typed(request.form)
    again = "again" in request.form
    try:
        found = None if again else brought()
        wrong = payroll_form.faults(fields, has_file=again or found is not None)
        if wrong:
            return _form(desk, fields, wrong)
        if found is None:
            seen: RunView = desk.perform("payroll.again", payroll_form.again(fields))
            return redirect(url_for("payroll.one", number=seen.number), code=303)
        with reading(found) as opened:
            places = known_places(desk, opened)
            if places is None:
                return _form(desk, fields, (p.FormFault("file", _UNKNOWN),))
            digest = desk.portal.world.crypto.sm3(found.content).hex()
            rows = opened.intake(places, fields["account"])
            seen = desk.perform(
                "payroll.open", payroll_form.command(fields, found.name, digest, rows)
            )
    except (Faulty, Invalid, Conflict) as refused:
        return _form(desk, fields, _refused(refused))
    return redirect(url_for("payroll.one", number=seen.number), code=303)


@pages.page("/payroll/template.xlsx", "payroll.agreements")
def blank(desk: Desk) -> Response:
    """The workbook to fill in."""
    desk.need("payroll.open", _TITLE)
    answer = FlaskResponse(template(), content_type=XLSX)
    answer.headers["Content-Disposition"] = 'attachment; filename="payroll-template.xlsx"'
    return answer


def _form(desk: Desk, fields: dict[str, str], faults: tuple[p.FormFault, ...] = ()) -> Shown:
    found: AgreementList = desk.read("payroll.agreements", ListAgreements())
    facts = {
        "form": payroll_form.values(fields, faults),
        "faults": faults,
        "accounts": tuple(
            (one.account, _ACCOUNT.fill(alias=one.alias, tail=one.account[-4:]))
            for one in found.agreements
        ),
        "kinds": tuple((kind.value, kind.label) for kind in PayKind),
        "agreements": found.agreements,
        "blank_url": url_for("payroll_new.blank"),
        "back_url": url_for("payroll.listed"),
    }
    return Shown("pages/payroll_new.html", facts, 422 if faults else 200)


def _refused(refused: YinqiError) -> tuple[p.FormFault, ...]:
    if not isinstance(refused, Faulty):
        return (p.FormFault("account", refused.message),)
    return tuple(p.FormFault("file", one.text) for one in refused.findings)

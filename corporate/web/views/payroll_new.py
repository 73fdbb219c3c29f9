"""A new payroll (新建代发): a file is dropped or rows are pasted, or last month's rows are taken again."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from flask import Response as FlaskResponse
from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.web import batch_columns, payroll_form
from corporate.web import parts as p
from corporate.web.batch_columns import NAMED, Files, declared
from corporate.web.batch_reading import Reading, brought, reading
from corporate.web.desk import Desk
from corporate.web.payroll_template import XLSX, template
from corporate.web.routes import Pages, Shown
from kernel.calendar import bank_today
from kernel.errors import Conflict, Faulty, Invalid, YinqiError
from kernel.intake.headings import Places
from kernel.text import Text
from workflows.intake.operations import PAYROLL
from workflows.payroll.commands import AgreementList, ListAgreements
from workflows.payroll.kinds import PayKind
from workflows.payroll.run_commands import RunView

pages = Pages("payroll_new")

_PREFIX: Final = "WEB-"
_TOKEN_BYTES: Final = 18
_TITLE: Final = Text("新建代发", "New payroll")
_ACCOUNT: Final = Text("{alias} {tail}", "{alias} {tail}")


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
    "/payroll/new",
    "payroll.agreements",
    "payroll.open",
    "payroll.again",
    *declared(PAYROLL, "keep"),
    methods=("POST",),
)
def read(desk: Desk) -> Shown | Response:
    """The file as it came, or last month's rows: a draft, what is wrong, or the columns to be named."""
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
            places = None if "ask" in request.form else Files(desk, PAYROLL).known(opened)
            if places is not None:
                return _opened(desk, fields, opened, places)
    except (Faulty, Invalid, Conflict) as refused:
        return _form(desk, fields, _refused(refused))
    file_id = Files(desk, PAYROLL).keep(found)
    return redirect(url_for("payroll_new.columns", file_id=file_id, **_carried(fields)), code=303)


@pages.page("/payroll/columns/<uuid:file_id>", *declared(PAYROLL, "kept"))
def columns(desk: Desk, *, file_id: Any) -> Shown:
    """What the columns seem to be, for somebody to say what they are."""
    place = _place(payroll_form.typed(request.args))
    return batch_columns.look(Files(desk, PAYROLL), str(file_id), place)


@pages.page(
    "/payroll/columns/<uuid:file_id>",
    "payroll.open",
    *declared(PAYROLL, *NAMED),
    methods=("POST",),
)
def name_columns(desk: Desk, *, file_id: Any) -> Shown | Response:
    """The columns as somebody said; remembered for the next file of these headings."""
    fields = payroll_form.typed(request.form)
    opens = partial(_opened, desk, fields)
    return batch_columns.name(Files(desk, PAYROLL), str(file_id), _place(fields), opens, _refused)


@pages.page("/payroll/template.xlsx", "payroll.agreements")
def blank(desk: Desk) -> Response:
    """The workbook to fill in."""
    desk.need("payroll.open", _TITLE)
    answer = FlaskResponse(template(), content_type=XLSX)
    answer.headers["Content-Disposition"] = 'attachment; filename="payroll-template.xlsx"'
    return answer


def _opened(desk: Desk, fields: dict[str, str], opened: Reading, places: Places) -> Response:
    """Read the rows into a draft."""
    found = opened.brought
    digest = desk.portal.world.crypto.sm3(found.content).hex()
    rows = opened.intake(places, fields["account"])
    command = payroll_form.command(fields, found.name, digest, rows)
    seen: RunView = desk.perform("payroll.open", command)
    return redirect(url_for("payroll.one", number=seen.number), code=303)


def _carried(fields: dict[str, str]) -> dict[str, Any]:
    return {name: fields[name] for name in payroll_form.CARRIED}


def _place(fields: dict[str, str]) -> batch_columns.Place:
    hidden = tuple(_carried(fields).items())
    return batch_columns.Place("payroll", url_for("payroll_new.new"), hidden)


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

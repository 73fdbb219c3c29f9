"""A new batch (新建批量付款): a file is dropped or rows are pasted, its columns are found or named, and it is read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from flask import Response as FlaskResponse
from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.web import batch_columns, batch_form, slips
from corporate.web import parts as p
from corporate.web.batch_columns import NAMED, Files, declared
from corporate.web.batch_reading import Reading, brought, reading
from corporate.web.batch_templates import TEMPLATES, template
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from kernel.calendar import bank_today
from kernel.errors import Conflict, Faulty, Invalid, YinqiError
from kernel.intake.headings import Places
from kernel.money import Money
from kernel.records.serials import SerialConflict
from kernel.text import Text
from workflows.batches.commands import AskBatch, BatchHeader, RestageBatch
from workflows.intake.operations import PAYMENTS
from workflows.payments.page_commands import ListPayers, PayerLine, Payers

pages = Pages("batch_new")

FORM: Final = ("payments.payers", *declared(PAYMENTS))
_OPEN: Final = "batches.open"
_OPENS: Final = (_OPEN, "batches.find", "batches.stage")
_TITLE: Final = Text("新建批次", "New batch")
_PREFIX: Final = "WEB-"
_TOKEN_BYTES: Final = 18
_AVAILABLE: Final = Text("{alias} {tail} · 可用 {amount}", "{alias} {tail} · {amount} available")


@pages.page("/batches/new", *FORM)
def new(desk: Desk) -> Shown:
    """An empty form; its serial is minted now."""
    desk.need(_OPEN, _TITLE)
    today = bank_today(desk.portal.world.clock)
    fields = dict.fromkeys(batch_form.FIELDS, "")
    fields["serial"] = _PREFIX + desk.portal.world.ids.token(_TOKEN_BYTES)
    fields["due_on"] = desk.bank.calendar.next_bank_day(today).isoformat()
    return _form(desk, fields)


@pages.page("/batches/new", *FORM, *_OPENS, *declared(PAYMENTS, "keep"), methods=("POST",))
def read(desk: Desk) -> Shown | Response:
    """The file as it came: refused with a sentence, read, or kept until its columns are named."""
    desk.need(_OPEN, _TITLE)
    fields = batch_form.typed(request.form)
    try:
        found = brought()
        wrong = batch_form.faults(fields, has_file=found is not None)
        if found is None or wrong:
            return _form(desk, fields, wrong)
        with reading(found) as opened:
            places = None if request.form.get("ask") else Files(desk, PAYMENTS).known(opened)
            if places is not None:
                return _opened(desk, fields, opened, places)
    except (Faulty, Invalid, Conflict) as refused:
        return _form(desk, fields, _refused(refused))
    file_id = Files(desk, PAYMENTS).keep(found)
    return redirect(url_for("batch_new.columns", file_id=file_id, **_carried(fields)), code=303)


@pages.page("/batches/columns/<uuid:file_id>", *declared(PAYMENTS, "kept"))
def columns(desk: Desk, *, file_id: Any) -> Shown:
    """What the columns seem to be, for somebody to say what they are."""
    place = _place(batch_form.typed(request.args))
    return batch_columns.look(Files(desk, PAYMENTS), str(file_id), place)


@pages.page(
    "/batches/columns/<uuid:file_id>",
    *FORM,
    *_OPENS,
    *declared(PAYMENTS, *NAMED),
    methods=("POST",),
)
def name_columns(desk: Desk, *, file_id: Any) -> Shown | Response:
    """The columns as somebody said; remembered for the next file of these headings."""
    fields = batch_form.typed(request.form)
    opens = partial(_opened, desk, fields)
    return batch_columns.name(Files(desk, PAYMENTS), str(file_id), _place(fields), opens, _refused)


@pages.page("/batches/template.xlsx", "payments.payers")
def blank_xlsx(desk: Desk) -> Response:
    """The template to fill in, as a workbook."""
    return _blank(desk, "xlsx")


@pages.page("/batches/template.csv", "payments.payers")
def blank_csv(desk: Desk) -> Response:
    """The same as text."""
    return _blank(desk, "csv")


def _blank(desk: Desk, ending: str) -> Response:
    desk.need(_OPEN, _TITLE)
    answer = FlaskResponse(template(ending), content_type=TEMPLATES[ending])
    answer.headers["Content-Disposition"] = f'attachment; filename="batch-template.{ending}"'
    return answer


def _opened(desk: Desk, fields: Mapping[str, str], opened: Reading, places: Places) -> Response:
    """Read the rows into a new draft, or into the one this form has made before: one form, one batch."""
    found = opened.brought
    digest = desk.portal.world.crypto.sm3(found.content).hex()
    rows = opened.intake(places, fields["account"])
    try:
        seen: BatchHeader = desk.perform(
            _OPEN, batch_form.command(fields, found.name, digest, rows)
        )
    except SerialConflict:
        seen = desk.read("batches.find", AskBatch(client_serial=fields["serial"]))
        desk.perform("batches.stage", RestageBatch(number=seen.number, rows=rows))
    return redirect(url_for("batches.one", number=seen.number), code=303)


def _carried(fields: Mapping[str, str]) -> dict[str, Any]:
    return {name: fields[name] for name in batch_form.CARRIED}


def _place(fields: Mapping[str, str]) -> batch_columns.Place:
    hidden = tuple(_carried(fields).items())
    return batch_columns.Place("batches", url_for("batch_new.new"), hidden)


def _refused(refused: YinqiError) -> tuple[p.FormFault, ...]:
    """A refusal at the file, or at the field it names."""
    if not isinstance(refused, Faulty):
        return (p.FormFault("account", refused.message),)
    return tuple(
        p.FormFault("account" if one.field == "payer_account" else "file", one.text)
        for one in refused.findings
    )


def _form(desk: Desk, fields: Mapping[str, str], faults: tuple[p.FormFault, ...] = ()) -> Shown:
    found: Payers = desk.read("payments.payers", ListPayers())
    facts = {
        "form": batch_form.values(fields, faults),
        "faults": faults,
        "accounts": tuple((one.account_number, _account(one)) for one in found.accounts if one.currency == "CNY"),
        "templates": tuple(
            (ending.upper(), url_for(f"batch_new.blank_{ending}")) for ending in TEMPLATES
        ),
        "form_url": url_for("batch_new.read"),
        "back_url": url_for("batches.listed"),
    }  # fmt: skip
    return Shown("pages/batch_new.html", facts, 422 if faults else 200)


def _account(one: PayerLine) -> Text:
    amount = slips.worth(Money(one.available_minor, one.currency))
    return _AVAILABLE.fill(alias=one.alias, tail=one.account_number[-4:], amount=amount)

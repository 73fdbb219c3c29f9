"""A new batch (新建批量付款): a file is dropped or rows are pasted, its columns are found or named, and it is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Response as FlaskResponse
from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.web import batch_form, slips
from corporate.web import parts as p
from corporate.web.batch_reading import READS, Brought, Reading, brought, known_places, reading
from corporate.web.batch_templates import TEMPLATES, template
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from kernel.calendar import bank_today
from kernel.errors import Conflict, Faulty, Invalid, YinqiError
from kernel.intake.headings import NEEDED, Column, Places, lacks
from kernel.money import Money
from kernel.records.serials import SerialConflict
from kernel.text import Text
from workflows.batches.commands import AskBatch, BatchHeader, RestageBatch
from workflows.intake.commands import ColumnPlace, KeepFile, KeptFile, NameFile, RememberColumns
from workflows.intake.service import StoredFile
from workflows.payments.page_commands import ListPayers, PayerLine, Payers

pages = Pages("batch_new")

FORM: Final = ("payments.payers", *READS)
_OPEN: Final = "batches.open"
_OPENS: Final = (_OPEN, "batches.find", "batches.stage")
_TITLE: Final = Text("新建批次", "New batch")
_PREFIX: Final = "WEB-"
_TOKEN_BYTES: Final = 18
_AVAILABLE: Final = Text("{alias} {tail} · 可用 {amount}", "{alias} {tail} · {amount} available")
_LACKS: Final = Text("请指定“{name}”在哪一列", "Say which column is “{name}”")
_TWICE: Final = Text("“{name}”只能指定一列", "Only one column can be “{name}”")
_IGNORED: Final = Text("不使用", "Not used")
_NTH: Final = Text("第 {number} 列", "Column {number}")


@pages.page("/batches/new", *FORM)
def new(desk: Desk) -> Shown:
    """An empty form; its serial is minted now."""
    desk.need(_OPEN, _TITLE)
    today = bank_today(desk.portal.world.clock)
    fields = dict.fromkeys(batch_form.FIELDS, "")
    fields["serial"] = _PREFIX + desk.portal.world.ids.token(_TOKEN_BYTES)
    fields["due_on"] = desk.bank.calendar.next_bank_day(today).isoformat()
    return _form(desk, fields)


@pages.page("/batches/new", *FORM, *_OPENS, "intake.keep", methods=("POST",))
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
            places = None if request.form.get("ask") else known_places(desk, opened)
            if places is not None:
                return _opened(desk, fields, opened, places)
    except (Faulty, Invalid, Conflict) as refused:
        return _form(desk, fields, _refused(refused))
    kept: KeptFile = desk.perform("intake.keep", KeepFile(name=found.name, content=found.content))
    carried: dict[str, Any] = {name: fields[name] for name in batch_form.CARRIED}
    return redirect(url_for("batch_new.columns", file_id=kept.file_id, **carried), code=303)


@pages.page("/batches/columns/<uuid:file_id>", *READS, "intake.kept")
def columns(desk: Desk, *, file_id: Any) -> Shown:
    """What the columns seem to be, for somebody to say what they are."""
    fields = batch_form.typed(request.args)
    with reading(_kept(desk, str(file_id))) as opened:
        likely = known_places(desk, opened) or opened.sheet.likely()
        return _columns(opened, fields, {place: column for column, place in likely.items()})


@pages.page(
    "/batches/columns/<uuid:file_id>",
    *FORM,
    *_OPENS,
    "intake.kept",
    "intake.drop",
    "intake.remember",
    methods=("POST",),
)
def name_columns(desk: Desk, *, file_id: Any) -> Shown | Response:
    """The columns as somebody said; remembered for the next file of these headings."""
    fields = batch_form.typed(request.form)
    with reading(_kept(desk, str(file_id))) as opened:
        said = _said(len(opened.sheet.headings))
        wrong = _wrong(said)
        if wrong:
            return _columns(opened, fields, said, wrong)
        places = {column: place for place, column in said.items()}
        try:
            answer = _opened(desk, fields, opened, places)
        except (Faulty, Invalid, Conflict) as refused:
            return _columns(opened, fields, said, _refused(refused))
        named = tuple(ColumnPlace(column=column, place=place) for column, place in places.items())
        desk.perform("intake.remember", RememberColumns(mark=opened.mark, columns=named))
    desk.perform("intake.drop", NameFile(file_id=str(file_id)))
    return answer


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


def _kept(desk: Desk, file_id: str) -> Brought:
    kept: StoredFile = desk.read("intake.kept", NameFile(file_id=file_id))
    return Brought(kept.name, kept.content)


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


def _said(width: int) -> dict[int, Column]:
    """Which of our columns each column of the file is, as the form says."""
    by_value = {column.value: column for column in Column}
    said = ((place, by_value.get(request.form.get(f"c{place}", ""))) for place in range(width))
    return {place: column for place, column in said if column is not None}


def _wrong(said: Mapping[int, Column]) -> tuple[p.FormFault, ...]:
    places: dict[Column, int] = {}
    found = []
    for place, column in said.items():
        if places.setdefault(column, place) != place:
            found.append(p.FormFault(f"c{place}", _TWICE.fill(name=column.label)))
    missing = [p.FormFault("c0", _LACKS.fill(name=column.label)) for column in lacks(places)]
    return (*missing, *found)


def _columns(
    opened: Reading,
    fields: Mapping[str, str],
    said: Mapping[int, Column],
    faults: tuple[p.FormFault, ...] = (),
) -> Shown:
    sheet = opened.sheet
    facts = {
        "file_name": opened.brought.name,
        "columns": tuple(
            {
                "field": f"c{place}",
                "heading": heading.strip() or _NTH.fill(number=place + 1),
                "samples": tuple(row[place] for row in sheet.samples if place < len(row)),
                "chosen": said[place].value if place in said else "",
            }
            for place, heading in enumerate(sheet.headings)
        ),
        "options": (("", _IGNORED), *((one.value, one.label) for one in Column)),
        "needed": tuple(column.label for column in NEEDED),
        "hidden": tuple((name, fields[name]) for name in batch_form.CARRIED),
        "faults": faults,
        "form_url": "",
        "back_url": url_for("batch_new.new"),
    }
    return Shown("pages/batch_columns.html", facts, 422 if faults else 200)

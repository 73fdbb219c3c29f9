"""The employee book (员工名册), for those who may know. Who is looked for is typed into a form and never into an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.web import parts as p
from corporate.web import staff_paste
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from kernel.errors import Conflict, Faulty, Invalid
from kernel.parsing import Names
from kernel.text import Text
from workflows.payroll.commands import (
    BrowseStaff,
    EmployeeView,
    NameEmployee,
    StaffKept,
    StaffPage,
)
from workflows.payroll.kinds import EmployeeStatus, NameCheck

pages = Pages("payroll_staff")

_FIELDS: Final = ("number", "name", "account", "project", "mail", "mobile")
_CHARS: Final = 300
_CHECKS: Final[Mapping[NameCheck, p.Tone]] = {
    NameCheck.MATCH: "ok",
    NameCheck.NO_MATCH: "stop",
    NameCheck.ELSEWHERE: "",
}
_KEPT: Final = Text("已写入名册 {count} 人", "{count} written into the book")
_UNMATCHED: Final = Text(
    "其中 {count} 人户名与账号不符，请核对",
    "{count} of them do not match their account: check them",
)


@pages.page("/payroll/staff", "payroll.details", "payroll.keep")
def listed(desk: Desk) -> Shown:
    """Everybody, by number."""
    return _list(desk, BrowseStaff(cursor=request.args.get("cursor", "")))


@pages.page("/payroll/staff/find", "payroll.details", "payroll.keep", methods=("POST",))
def find(desk: Desk) -> Shown:
    """Whoever has this number, name or account."""
    return _list(desk, BrowseStaff(find=request.form.get("find", "")[:_CHARS]))


@pages.page("/payroll/staff/new", "payroll.details", "payroll.keep")
def new(desk: Desk) -> Shown:
    """An empty form."""
    desk.read("payroll.details", BrowseStaff(limit=1))
    return _form(desk, {}, None)


@pages.page("/payroll/staff/new", "payroll.details", "payroll.keep", methods=("POST",))
def add(desk: Desk) -> Shown | Response:
    """Somebody new."""
    return _keep(desk, None)


@pages.page("/payroll/staff/import", "payroll.details", "payroll.keep")
def paste(desk: Desk) -> Shown:
    """An empty list."""
    desk.read("payroll.details", BrowseStaff(limit=1))
    return _import("")


@pages.page("/payroll/staff/import", "payroll.keep", methods=("POST",))
def pasted(desk: Desk) -> Shown | Response:
    """Everybody of a list."""
    text = request.form.get("rows", "")[: staff_paste.CHARS_MAX]
    try:
        kept: StaffKept = desk.perform(
            "payroll.keep", {"rows": staff_paste.read(text)}, names=Names.PYTHON
        )
    except (Faulty, Invalid, Conflict) as refused:
        return _import(text, _faults(refused, "rows"))
    return redirect(
        url_for("payroll_staff.listed", kept=kept.kept, unmatched=kept.unmatched or None), code=303
    )


@pages.page("/payroll/staff/<employee>", "payroll.employee", "payroll.keep", "payroll.leave")
def one(desk: Desk, *, employee: str) -> Shown:
    """One person's form."""
    who: EmployeeView = desk.read("payroll.employee", NameEmployee(number=employee))
    return _form(desk, {name: getattr(who, name) for name in _FIELDS}, who)


@pages.page(
    "/payroll/staff/<employee>",
    "payroll.employee",
    "payroll.keep",
    "payroll.leave",
    methods=("POST",),
)
def change(desk: Desk, *, employee: str) -> Shown | Response:
    """One person as they shall be."""
    return _keep(desk, desk.read("payroll.employee", NameEmployee(number=employee)))


@pages.page("/payroll/staff/<employee>/leave", "payroll.leave", methods=("POST",))
def leave(desk: Desk, *, employee: str) -> Response:
    """Somebody left, or is back."""
    day = request.form.get("left_on", "").strip()
    given: dict[str, Any] = {"number": employee} | ({"left_on": day} if day else {})
    desk.perform("payroll.leave", given, names=Names.PYTHON)
    return redirect(url_for("payroll_staff.one", employee=employee), code=303)


def _list(desk: Desk, asked: BrowseStaff) -> Shown:
    found: StaffPage = desk.read("payroll.details", asked)
    may = desk.offers("payroll.keep")
    facts = {
        "found": found,
        "rows": tuple(_row(one) for one in found.employees),
        "find": asked.find,
        "turn": p.Turn(
            rows=None,
            shown=len(found.employees),
            first_url=url_for("payroll_staff.listed") if asked.cursor or asked.find else "",
            next_url=url_for("payroll_staff.listed", cursor=found.cursor) if found.cursor else "",
        ),
        "kept": _kept(),
        "new_url": url_for("payroll_staff.new") if may else "",
        "import_url": url_for("payroll_staff.paste") if may else "",
        "find_url": url_for("payroll_staff.find"),
        "back_url": url_for("payroll.listed"),
    }
    return Shown("pages/payroll_staff.html", facts)


def _row(one: EmployeeView) -> dict[str, Any]:
    left = one.status is EmployeeStatus.LEFT
    return {
        "who": one,
        "check": p.Tag(one.name_check.label, _CHECKS[one.name_check]),
        "state": p.Tag(one.status.label, "" if left else "ok"),
        "href": url_for("payroll_staff.one", employee=one.number),
    }


def _keep(desk: Desk, who: EmployeeView | None) -> Shown | Response:
    typed = {name: request.form.get(name, "").strip()[:_CHARS] for name in _FIELDS}
    row = {name: said for name, said in typed.items() if said}
    if who is not None:
        row["bank_code"] = who.bank_code
    try:
        kept: StaffKept = desk.perform("payroll.keep", {"rows": [row]}, names=Names.PYTHON)
    except (Faulty, Invalid, Conflict) as refused:
        return _form(desk, typed, who, _faults(refused, "number"))
    return redirect(
        url_for("payroll_staff.listed", kept=kept.kept, unmatched=kept.unmatched or None), code=303
    )


def _form(
    desk: Desk,
    typed: Mapping[str, str],
    who: EmployeeView | None,
    faults: Sequence[p.FormFault] = (),
) -> Shown:
    said = {fault.field: fault.text for fault in faults}
    facts = {
        "form": {name: p.Value(typed.get(name, ""), said.get(name, "")) for name in _FIELDS},
        "faults": tuple(faults),
        "who": who,
        "left_on": who.left_on.isoformat() if who and who.left_on else "",
        "may": desk.offers("payroll.keep"),
        "back_url": url_for("payroll_staff.listed"),
        "leave_url": url_for("payroll_staff.leave", employee=who.number) if who else "",
    }
    return Shown("pages/payroll_employee.html", facts, 422 if faults else 200)


def _import(text: str, faults: Sequence[p.FormFault] = ()) -> Shown:
    facts = {
        "rows": p.Value(text, faults[0].text if faults else ""),
        "faults": tuple(faults),
        "back_url": url_for("payroll_staff.listed"),
    }
    return Shown("pages/payroll_import.html", facts, 422 if faults else 200)


def _kept() -> p.Note | None:
    kept, unmatched = (_digits(request.args.get(name, "")) for name in ("kept", "unmatched"))
    if not kept:
        return None
    title = _KEPT.fill(count=kept)
    if unmatched:
        return p.Note(title, _UNMATCHED.fill(count=unmatched), "warn", "alert-triangle")
    return p.Note(title, "", "ok", "circle-check")


def _digits(text: str) -> str:
    return text[:8] if text.isascii() and text.isdigit() else ""


def _faults(refused: Faulty | Invalid | Conflict, field: str) -> tuple[p.FormFault, ...]:
    if not isinstance(refused, Faulty):
        return (p.FormFault(field, refused.message),)
    return tuple(p.FormFault(_field(one.field, field), one.text) for one in refused.findings)


def _field(said: str, field: str) -> str:
    """`rows[1].account` is the field `account` of the form of one person."""
    last = said.rpartition(".")[2]
    return last if field != "rows" and last in _FIELDS else field

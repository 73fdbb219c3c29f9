"""Many payees at once: a list is pasted, every row is checked, and another person confirms all of it."""

from __future__ import annotations

from typing import Any, Final

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.web import parts as p
from corporate.web import payee_paste
from corporate.web.changes import lines_of
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from kernel.errors import Conflict, Faulty, Invalid
from kernel.parsing import Names, parse
from kernel.text import Text
from workflows.mandates.commands import MandateView
from workflows.payees.classes import PayeeClass
from workflows.payees.commands import PayeeDiff
from workflows.payees.import_commands import ImportPayees
from workflows.payees.list_kind import ROWS_MAX
from workflows.payees.operations import IMPORT

pages = Pages("payee_import")

_REASON_MAX: Final = 400
_TITLE: Final = Text("批量导入收款人", "Import payees")


@pages.page("/payees/import", IMPORT.code)
def form(desk: Desk) -> Shown:
    """An empty list."""
    desk.need(IMPORT.code, IMPORT.title)
    return _form("", "")


@pages.page("/payees/import", "payees.import_check", IMPORT.code, methods=("POST",))
def check(desk: Desk) -> Shown | Response:
    """The list pressed: back to the form, everything that would change, or proposed."""
    text = request.form.get("rows", "")[: payee_paste.CHARS_MAX]
    reason, step = request.form.get("reason", "")[:_REASON_MAX], request.form.get("step", "")
    if step == "edit":
        return _form(text, reason)
    pasted = payee_paste.read(text)
    if pasted.faults:
        return _form(text, reason, pasted.faults)
    try:
        command = parse(ImportPayees, payee_paste.given(pasted, reason), Names.PYTHON)
        if step == "send":
            seen: MandateView = desk.perform(IMPORT.code, command)
            return redirect(url_for("payees.browse", imported=seen.number), code=303)
        diff: PayeeDiff = desk.read("payees.import_check", command)
    except (Faulty, Invalid, Conflict) as refused:
        return _form(text, reason, pasted.told(refused))
    facts: dict[str, Any] = {
        "title": _TITLE,
        "account": "",
        "lines": lines_of(diff.lines),
        "verdict": None,
        "confirmers": "、".join(diff.confirmers),
        "hidden": (("rows", text), ("reason", reason)),
        "removes": False,
        "check_url": url_for("payee_import.check"),
        "submit_url": url_for("payee_import.check"),
        "submit_step": "send",
    }
    return Shown("pages/payee_check.html", facts)


def _form(text: str, reason: str, faults: tuple[p.FormFault, ...] = ()) -> Shown:
    facts = {
        "rows": p.Value(text, faults[0].text if faults else ""),
        "reason": reason,
        "faults": faults,
        "rows_max": ROWS_MAX,
        "classes": tuple(one.label for one in PayeeClass),
        "post_url": url_for("payee_import.check"),
        "back_url": url_for("payees.browse"),
    }
    return Shown("pages/payee_import.html", facts, 422 if faults else 200)

"""Documents packed by the worker (批量打包): ask, see how far it is, fetch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from flask import Response, redirect, request, stream_with_context, url_for
from werkzeug.wrappers import Response as WebResponse

from corporate.web import account_rows
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from corporate.web.visit import portal
from kernel import limits
from kernel.calendar import bank_today
from kernel.errors import Conflict, Faulty, Invalid
from kernel.parsing import Names
from kernel.statement_files import FileFormat
from kernel.text import Text
from receipts.kinds import ReceiptKind
from workflows.accounts.commands import AccountList, ListAccounts
from workflows.documents.states import TaskStatus
from workflows.documents.task_commands import (
    Arrangement,
    Documents,
    ListTasks,
    TaskList,
    TaskView,
)
from workflows.documents.tasks import place_of

pages = Pages("packs")

ANY: Final = ("", Text("全部", "All"))
_FIELDS: Final = (
    "kind",
    "account_number",
    "from_on",
    "to_on",
    "arrangement",
    "receipt_kind",
    "format",
)
_LOOKS: Final = {
    TaskStatus.WAITING: p.Tag(TaskStatus.WAITING.label, "brand", "hourglass"),
    TaskStatus.READY: p.Tag(TaskStatus.READY.label, "ok", "circle-check"),
    TaskStatus.FAILED: p.Tag(TaskStatus.FAILED.label, "stop", "circle-x"),
    TaskStatus.EXPIRED: p.Tag(TaskStatus.EXPIRED.label, "", "history"),
}
_PROGRESS: Final = Text("{items} / {total}", "{items} / {total}")
_DONE: Final = Text("{items} 份 · {size} MB", "{items} documents · {size} MB")
_QUEUED: Final = Text("排队中", "Queued")
_REFUSED: Final = 400


@pages.page("/receipts/packs", "documents.packs", "documents.pack", "accounts.list")
def listed(desk: Desk) -> Shown:
    """The last tasks, and the form for another."""
    return _shown(desk, _preset(desk))


@pages.page(
    "/receipts/packs", "documents.packs", "documents.pack", "accounts.list", methods=("POST",)
)
def ask(desk: Desk) -> Shown | WebResponse:
    """Have documents packed; the form carries its own serial, so that it is sent once."""
    typed = {name: request.form.get(name, "")[:40] for name in _FIELDS}
    given = {name: value for name, value in typed.items() if value}
    serial = request.form.get("serial", "")[:40]
    try:
        desk.perform("documents.pack", given | {"client_serial": serial}, names=Names.PYTHON)
    except Faulty as faulty:
        faults = tuple(p.FormFault(one.field, one.text) for one in faulty.findings)
        return _shown(desk, typed, faults)
    except (Invalid, Conflict) as refused:
        return _shown(desk, typed, (p.FormFault("to_on", refused.message),))
    return redirect(url_for("packs.listed"), code=303)


@pages.page("/receipts/packs/<number>/file", "documents.packs")
def fetch(desk: Desk, *, number: str) -> Response:
    """The file, part by part: it never stands in memory. Raises NotFound, NotReady."""
    desk.read("documents.packs", ListTasks(limit=1))
    view, task = portal().packs.stream(desk.context(), number)
    desk.end_reading()
    files, tenant_id = desk.portal.world.files, desk.visit.tenant_id

    def parts() -> Iterator[bytes]:
        for place in range(view.parts):
            start = place * limits.TASK_PART_BYTES
            yield files.part(tenant_id, place_of(task), start, limits.TASK_PART_BYTES)

    answer = Response(stream_with_context(parts()), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{view.number}.zip"'
    answer.headers["Content-Length"] = str(view.size)
    return answer


def _preset(desk: Desk) -> dict[str, str]:
    """This month so far, unless the address says otherwise."""
    today = bank_today(desk.portal.world.clock)
    typed = {name: request.args.get(name, "")[:40] for name in _FIELDS}
    typed["from_on"] = typed["from_on"] or today.replace(day=1).isoformat()
    typed["to_on"] = typed["to_on"] or today.isoformat()
    typed["format"] = typed["format"] or FileFormat.PDF.value
    return typed


def _shown(desk: Desk, typed: dict[str, str], faults: tuple[p.FormFault, ...] = ()) -> Shown:
    found: TaskList = desk.read("documents.packs", ListTasks())
    accounts: AccountList = desk.read("accounts.list", ListAccounts())
    wrong = {fault.field: fault.text for fault in faults}
    rows = account_rows.rows(accounts.accounts, desk.bank)
    facts: dict[str, Any] = {
        "rows": tuple(_row(one) for one in found.tasks),
        "may_pack": desk.offers("documents.pack"),
        "is_busy": any(one.status is TaskStatus.WAITING for one in found.tasks),
        "form": {name: p.Value(text, wrong.get(name, "")) for name, text in typed.items()},
        "faults": faults,
        "accounts": (ANY, *((one.number, f"{one.number}") for one in rows)),
        "kinds": tuple((one.value, one.label) for one in Documents),
        "arrangements": tuple((one.value, one.label) for one in Arrangement),
        "receipt_kinds": (ANY, *((one.value, one.label) for one in ReceiptKind)),
        "formats": tuple((one.value, one.label) for one in FileFormat),
        "serial": desk.portal.world.ids.number("D"),
        "today": bank_today(desk.portal.world.clock).isoformat(),
        "days_max": limits.TASK_DAYS_MAX,
        "kept_days": limits.TASK_KEPT_DAYS,
        "list_url": url_for("packs.listed"),
        "back_url": url_for("receipts.receipts"),
    }
    return Shown("pages/packs.html", facts, _REFUSED if faults else 200)


def _row(one: TaskView) -> p.PackRow:
    ready = one.status is TaskStatus.READY
    return p.PackRow(
        number=one.number,
        what=one.kind.label,
        at=one.created_at,
        status=_LOOKS[one.status],
        progress=_told(one),
        href=url_for("packs.fetch", number=one.number) if ready else "",
        note=Text(one.reason_zh, one.reason_en) if one.reason_zh else "",
    )


def _told(one: TaskView) -> Text | str:
    if one.status is TaskStatus.READY:
        return _DONE.fill(items=f"{one.items:,}", size=f"{one.size / (1 << 20):.1f}")
    if one.status is not TaskStatus.WAITING:
        return ""
    if not one.total:
        return _QUEUED
    return _PROGRESS.fill(items=f"{one.items:,}", total=f"{one.total:,}")

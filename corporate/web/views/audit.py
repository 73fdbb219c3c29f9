"""The audit trail (操作审计): who did what, when and where; the chain's state; the trail as a file."""

from __future__ import annotations

import json
from typing import Any, Final

from flask import Response, request, url_for

from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.formats import local
from corporate.web.routes import Pages, Shown
from corporate.web.search import date_value, text_value, wanted_date
from kernel.operation import Door
from kernel.text import Text
from workflows.audit.commands import (
    AuditFile,
    AuditLine,
    AuditPage,
    ExportAudit,
    FileForm,
    ListAudit,
    NameAudit,
)

pages = Pages("audit")

_TEXTS: Final = ("who", "action", "target", "address")
_FILTERS: Final = (*_TEXTS, "door", "from", "to")
_ANY: Final = Text("全部", "Any")
SHOWN_DOORS: Final = (
    ("", _ANY),
    *((door.value, door.label) for door in (Door.WEB, Door.PHONE, Door.DIRECT_LINK, Door.SYSTEM)),
)
_INTACT: Final = Text("审计链完整", "The chain is intact")
_BROKEN: Final = Text("审计链异常，请立即联系银行", "The chain is broken: ask the bank at once")
_NO_CHECK: Final = p.Note(
    Text("审计链尚未校验", "The chain has not been checked yet"),
    Text("系统每 6 小时校验一次。", "The house checks it every six hours."),
    "",
    "clock",
)


@pages.page("/audit", "audit.list", "audit.show")
def trail(desk: Desk) -> Shown:
    """A page of the trail; `item` opens one line beside it."""
    cursor, item = request.args.get("cursor", ""), request.args.get("item", "")
    found: AuditPage = desk.read("audit.list", ListAudit(**_asked(), cursor=cursor))
    chosen: AuditLine | None = desk.read("audit.show", NameAudit(line_id=item)) if item else None
    facts = {
        "rows": tuple(_row(one, item, cursor) for one in found.lines),
        "turn": p.Turn(
            rows=None,
            shown=len(found.lines),
            first_url=_address() if cursor else "",
            next_url=_address(cursor=found.cursor) if found.cursor else "",
        ),
        "query": {name: p.Value(text_value(name)) for name in _TEXTS}
        | {"door": p.Value(_door()), "from": date_value("from"), "to": date_value("to")},
        "doors": SHOWN_DOORS,
        "is_filtered": any(request.args.get(name) for name in _FILTERS),
        "note": _chain(found),
        "chosen": _detail(chosen) if chosen else None,
        "close_url": _address(cursor=cursor or None),
        "list_url": url_for("audit.trail"),
        "files": tuple((form.value, _export(form)) for form in FileForm)
        if desk.offers("audit.export")
        else (),
    }
    return Shown("pages/audit.html", facts)


@pages.page("/audit/file", "audit.export", methods=("POST",))
def export(desk: Desk) -> Response:
    """The lines that fit the filter, as a file; the export is itself a line of the trail."""
    form = FileForm.JSON_LINES if request.args.get("form") == FileForm.JSON_LINES else FileForm.CSV
    found: AuditFile = desk.read("audit.export", ExportAudit(**_asked(), form=form))
    desk.end_reading()
    answer = Response(found.content, content_type=found.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return answer


def _asked() -> dict[str, Any]:
    """The filter as the address says it; what cannot be read filters nothing."""
    return {name: text_value(name) for name in _TEXTS} | {
        "door": _door(),
        "from_on": wanted_date("from"),
        "to_on": wanted_date("to"),
    }


def _door() -> str:
    asked = request.args.get("door", "")
    return asked if asked in {key for key, _ in SHOWN_DOORS} else ""


def _address(**more: str | None) -> str:
    kept: dict[str, Any] = {name: request.args.get(name) or None for name in _FILTERS}
    return url_for("audit.trail", **(kept | more))


def _export(form: FileForm) -> str:
    kept: dict[str, Any] = {name: request.args.get(name) or None for name in _FILTERS}
    return url_for("audit.export", **kept, form=form.value)


def _chain(found: AuditPage) -> p.Note:
    """What the last walk along the bank's chain found."""
    if found.checked_at is None:
        return _NO_CHECK
    said = Text("最近校验 {at} · 共 {rows} 行", "Last checked {at} · {rows} rows")
    at = f"{local(found.checked_at):%Y-%m-%d %H:%M}"
    told = said.fill(at=at, rows=found.chain_rows)
    if found.chain_good:
        return p.Note(_INTACT, told, "ok", "shield-lock")
    return p.Note(_BROKEN, told, "stop", "alert-triangle")


def _row(one: AuditLine, item: str, cursor: str) -> dict[str, Any]:
    return {
        "line": one,
        "door": _label(one.door),
        "title": Text(one.title_zh, one.title_en),
        "on": one.line_id == item,
        "href": _address(cursor=cursor or None, item=one.line_id, _anchor="detail"),
    }


def _detail(one: AuditLine) -> dict[str, Any]:
    said = json.loads(one.detail)
    return {
        "line": one,
        "door": _label(one.door),
        "title": Text(one.title_zh, one.title_en),
        "facts": tuple((name, _plain(value)) for name, value in sorted(said.items())),
    }


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _label(door: str) -> Text:
    return Door(door).label if door in set(Door) else Text(door, door)

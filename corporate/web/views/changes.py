"""Changes of rule (变更记录): what was proposed, what became of it, and taking back what still waits."""

from __future__ import annotations

from typing import Any, Final

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.web import changes
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from kernel.parsing import Names
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.approval.states import ApprovalStatus
from workflows.mandates.commands import ListMandates, MandatePage, MandateView, NameMandate
from workflows.mandates.page_answers import ShownMandate

pages = Pages("changes")

_ROWS: Final = 50
_TABS: Final = (
    ("", Text("全部", "All")),
    (PublicStatus.PENDING_APPROVAL.value, Text("待确认", "Waiting")),
    (PublicStatus.SUCCEEDED.value, Text("已生效", "In force")),
    (PublicStatus.REJECTED.value, Text("已驳回", "Refused")),
    (PublicStatus.FAILED.value, Text("未生效", "Not in force")),
)
_MORE: Final = Text("等 {count} 项", "{count} in all")
_LINE: Final = Text("{label}：{was} → {becomes}", "{label}: {was} → {becomes}")
_DONE: Final = {
    "proposed": p.Note(
        Text("已提交", "Proposed"),
        Text("另一位管理员确认后立即生效。", "It counts as soon as another administrator confirms it."),
        "ok",
        "circle-check",
    ),
    "applied": p.Note(Text("已生效", "In force"), "", "ok", "circle-check"),
    "withdrawn": p.Note(Text("已撤回", "Withdrawn"), "", "ok", "circle-check"),
}  # fmt: skip


@pages.page("/changes", "mandates.list")
def listed(desk: Desk) -> Shown:
    """A page of changes, newest first."""
    status, kind = request.args.get("status", ""), request.args.get("kind", "")
    cursor = request.args.get("cursor", "")
    given = ListMandates(status=status, kind=kind, cursor=cursor, limit=_ROWS)
    found: MandatePage = desk.read("mandates.list", given)
    here: dict[str, Any] = {"status": status or None, "kind": kind or None}
    return Shown(
        "pages/changes.html",
        {
            "states": [
                (name, url_for("changes.listed", status=key or None, kind=here["kind"]), None, key == status)
                for key, name in _TABS
            ],
            "rows": tuple(_row(one) for one in found.mandates),
            "turn": p.Turn(
                rows=None,
                shown=len(found.mandates),
                first_url=url_for("changes.listed", **here) if cursor else "",
                next_url=url_for("changes.listed", **here, cursor=found.cursor) if found.cursor else "",
            ),
        },
    )  # fmt: skip


@pages.page("/changes/<number>", "mandates.show")
def one(desk: Desk, *, number: str) -> Shown:
    """One change: every difference, who agreed, what became of it."""
    return _shown(desk, number)


@pages.page("/changes/<number>", "mandates.withdraw", methods=("POST",))
def withdraw(desk: Desk, *, number: str) -> Response:
    """Take it back; the proposer's alone, before it is confirmed."""
    desk.perform("mandates.withdraw", {"number": number}, names=Names.PYTHON)
    return redirect(url_for("changes.one", number=number, done="withdrawn"), code=303)


def after_proposing(view: MandateView) -> Response:
    """Where a proposal leads: to the change, which says what has to happen next."""
    waits = view.status is PublicStatus.PENDING_APPROVAL
    done = "proposed" if waits else "applied" if view.status is PublicStatus.SUCCEEDED else None
    return redirect(url_for("changes.one", number=view.number, done=done), code=303)


def _shown(desk: Desk, number: str) -> Shown:
    seen: ShownMandate = desk.read("mandates.show", NameMandate(number=number))
    note = _DONE.get(request.args.get("done", ""))
    if seen.status is PublicStatus.FAILED:
        note = p.Note(Text("未生效", "Not put in force"), seen.why, "stop", "circle-x")
    facts: dict[str, Any] = {
        "slip": changes.followed(seen),
        "status": changes.status_of(seen.status),
        "number": number,
        "notes": (note,) if note else (),
        "withdraw_url": url_for("changes.withdraw", number=number) if seen.may_withdraw else "",
        "sign_url": _sign_url(seen),
        "list_url": url_for("changes.listed"),
    }
    return Shown("pages/change.html", facts)


def _sign_url(seen: ShownMandate) -> str:
    """Where whoever looks signs it, if it is their turn."""
    return next(
        (
            url_for("approvals.one", approval_id=one.id, phone=False)
            for one in seen.rounds
            if one.status is ApprovalStatus.PENDING and one.refusal is None
        ),
        "",
    )


def _row(one: MandateView) -> dict[str, Any]:
    first = changes.lines_of(one.lines[:1])
    return {
        "number": one.number,
        "href": url_for("changes.one", number=one.number),
        "title": Text(one.title_zh, one.title_en),
        "kind": changes.kind_of(one.kind),
        "line": _LINE.fill(label=first[0].label, was=first[0].was, becomes=first[0].becomes)
        if first
        else "",
        "more": _MORE.fill(count=len(one.lines)) if len(one.lines) > 1 else "",
        "maker": one.maker_name,
        "at": one.created_at,
        "status": changes.status_of(one.status),
    }

"""The payee book (收款人名册): the list, one payee with its history, and a form whose change another confirms."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.admission import NoRight
from corporate.web import parts as p
from corporate.web import payee_form, payee_items
from corporate.web.changes import lines_of
from corporate.web.desk import Desk
from corporate.web.names import verified
from corporate.web.routes import Pages, Shown
from corporate.web.search import text_value
from kernel.errors import Conflict, Invalid, YinqiError
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.mandates.commands import MandateView
from workflows.payees.classes import PayeeClass, PayeeStatus, WhiteList
from workflows.payees.commands import (
    BrowsePayees,
    ChangePayee,
    NamePayee,
    NamePayeeChange,
    NameVerified,
    PayeeBookPage,
    PayeeDiff,
    PayeeEntry,
    ShownPayee,
    VerifyName,
)
from workflows.payees.list_kind import PAYEE_LIST
from workflows.payees.operations import CHANGE

pages = Pages("payees")

_FORM: Final = ("payees.preview", "payees.verify", "payees.show")
_TABS: Final = {
    "": Text("全部", "All"),
    "white_list": PayeeClass.WHITE_LIST.label,
    "own_group": PayeeClass.OWN_GROUP.label,
    "ordinary": PayeeClass.ORDINARY.label,
    "cooling": Text("冷静期内", "Cooling down"),
    "used": PayeeStatus.USED.label,
}
_MODES: Final = {
    WhiteList.WARN: p.Note(
        Text("白名单：提示", "White list: warns"),
        Text(
            "向名单外的收款人付款会提示审批人。",
            "Paying somebody not on it is shown to the signers.",
        ),
        "",
        "shield-lock",
    ),
    WhiteList.ENFORCE: p.Note(
        Text("白名单：强制", "White list: enforced"),
        Text(
            "只能向白名单和集团内收款人付款，提交和放行时都会检查，银企直联同样适用。",
            "Only those on it or of the own group are paid; asked at submission and again at release,"
            " over the direct link too.",
        ),
        "warn",
        "shield-lock",
    ),
}
_COOLING: Final = Text(
    "新收款人确认后有 {hours} 小时冷静期。",
    "New payees cool down for {hours} hours once confirmed.",
)
_NUMBER_CHARS: Final = 40
_LIST_WAITS: Final = Text(
    "变更编号 {number}，确认前名册不变。",
    "Change {number}; the book stays as it is until then.",
)
_SUBMITTED: Final = p.Note(
    Text("变更已提交，等待第二人确认", "Submitted; a second person has to confirm it"),
    Text("确认前名册不变。可在下方查看进度或撤回。", "The book stays as it is until then."),
    "ok",
    "circle-check",
)


@pages.page("/payees", "payees.browse")
def browse(desk: Desk) -> Shown:
    """All payees, by class."""
    tab = request.args.get("tab", "")
    tab = tab if tab in _TABS else ""
    text = text_value("text")
    cursor = request.args.get("cursor", "")
    found: PayeeBookPage = desk.read(
        "payees.browse", BrowsePayees(tab=tab, text=text, cursor=cursor)
    )
    held = {one.tab: one.payees for one in found.counts}
    held[""] = sum(held.values())
    now = desk.portal.world.clock.now()
    facts = {
        "states": tuple(
            (label, _address(key, text), held[key], key == tab) for key, label in _TABS.items()
        ),
        "rows": tuple(payee_items.item(entry, now) for entry in found.payees),
        "turn": p.Turn(
            rows=None if text else held[tab],
            shown=len(found.payees),
            first_url=_address(tab, text) if cursor else "",
            next_url=_address(tab, text, found.cursor) if found.cursor else "",
        ),
        "query": {"text": p.Value(text)},
        "tab": tab,
        "is_filtered": bool(text or tab),
        "notes": tuple(_demands(found)),
        "list_url": url_for("payees.browse"),
        "new_url": url_for("payees.new") if desk.offers("payees.change") else "",
        "import_url": url_for("payee_import.form") if desk.offers("payees.import") else "",
        **_imported(),
    }
    return Shown("pages/payees.html", facts)


@pages.page("/payees/<payee_account>", "payees.show")
def show(desk: Desk, *, payee_account: str) -> Shown:
    """One payee: what the book says, its duplicates, every change there was."""
    found: ShownPayee = desk.read("payees.show", NamePayee(account=payee_account))
    now, entry = desk.portal.world.clock.now(), _chosen(found, "")
    waits = any(one.status is PublicStatus.PENDING_APPROVAL for one in found.changes)
    may_change = desk.offers("payees.change") and not waits
    twins = [one for one in found.entries if one.status is PayeeStatus.USED and one is not entry]
    facts = {
        "account": payee_account,
        "item": payee_items.item(entry, now) if entry else None,
        "facts": payee_items.facts(entry) if entry else (),
        "twins": tuple(payee_items.item(one, now) for one in twins),
        "changes": tuple(
            payee_items.change(one, desk.session.person_name) for one in found.changes
        ),
        "notes": (_SUBMITTED,) if "submitted" in request.args else (),
        "is_active": entry is not None and entry.status is PayeeStatus.ACTIVE,
        "is_used": entry is not None and entry.status is PayeeStatus.USED,
        "list_url": url_for("payees.browse"),
        "edit_url": url_for("payees.edit", payee_account=payee_account) if may_change else "",
        "check_url": url_for("payees.check"),
    }
    return Shown("pages/payee.html", facts)


@pages.page("/payees/new", *_FORM)
def new(desk: Desk) -> Shown:
    """An empty form."""
    _refuse_others(desk)
    return _form(desk, payee_form.empty())


@pages.page("/payees/<payee_account>/edit", *_FORM)
def edit(desk: Desk, *, payee_account: str) -> Shown:
    """The form with what the book says; duplicates of the account may be merged."""
    _refuse_others(desk)
    found: ShownPayee = desk.read("payees.show", NamePayee(account=payee_account))
    entry = _chosen(found, request.args.get("name", ""))
    if entry is None:
        return _form(desk, payee_form.empty() | {"account": payee_account})
    return _form(desk, payee_form.of_entry(entry, desk.bank.bank_code))


@pages.page("/payees/check", *_FORM, methods=("POST",))
def check(desk: Desk) -> Shown:
    """The form pressed: check the name, or see what would change before it is submitted."""
    fields = payee_form.typed(request.form)
    step = request.form.get("step", "")
    if step == "edit":
        return _form(desk, fields)
    command, faults = payee_form.command(fields, request.form.getlist("merged"))
    if command is None:
        return _form(desk, fields, faults=faults, status=422)
    said = None if command.removes else _said(desk, command)
    if step == "name":
        return _form(desk, fields, said=said)
    try:
        diff: PayeeDiff = desk.read("payees.preview", command)
    except (Invalid, Conflict) as refused:
        return _form(desk, fields, faults=payee_form.refused(refused), said=said, status=422)
    return _check_page(fields, diff, said, command)


@pages.page("/payees/submit", *_FORM, "payees.change", methods=("POST",))
def submit(desk: Desk) -> Shown | Response:
    """Propose what was checked; another person confirms it."""
    fields = payee_form.typed(request.form)
    command, faults = payee_form.command(fields, request.form.getlist("merged"))
    if command is None:
        return _form(desk, fields, faults=faults, status=422)
    try:
        seen: MandateView = desk.perform("payees.change", command)
    except (Invalid, Conflict) as refused:
        return _form(desk, fields, faults=payee_form.refused(refused), status=422)
    return redirect(url_for("payees.show", payee_account=seen.target, submitted=1), code=303)


@pages.page("/payees/changes/<number>", "payees.withdraw", methods=("POST",))
def withdraw(desk: Desk, *, number: str) -> Response:
    """Take a change back before it is confirmed."""
    seen: MandateView = desk.perform("payees.withdraw", NamePayeeChange(number=number))
    if seen.kind == PAYEE_LIST:
        return redirect(url_for("payees.browse"), code=303)
    return redirect(url_for("payees.show", payee_account=seen.target), code=303)


def _imported() -> dict[str, Any]:
    """The list that was just submitted, and where its proposer takes it back."""
    number = request.args.get("imported", "")[:_NUMBER_CHARS]
    if not number:
        return {"imported": None, "withdraw_url": ""}
    note = replace(_SUBMITTED, text=_LIST_WAITS.fill(number=number))
    return {"imported": note, "withdraw_url": url_for("payees.withdraw", number=number)}


def _refuse_others(desk: Desk) -> None:
    if not desk.offers(CHANGE.code):
        raise NoRight(operation=CHANGE.title)


def _said(desk: Desk, command: ChangePayee) -> NameVerified | None:
    """What is known of the name; nothing where it cannot be asked."""
    question = VerifyName(
        account=command.account,
        name=command.name,
        bank_code=command.bank_code,
        again=request.form.get("step") == "name",
    )
    try:
        return verified(desk, question)
    except YinqiError:
        return None


def _form(
    desk: Desk,
    fields: payee_form.Fields,
    *,
    faults: tuple[p.FormFault, ...] = (),
    said: NameVerified | None = None,
    status: int = 200,
) -> Shown:
    twins: tuple[PayeeEntry, ...] = ()
    if fields["known"]:
        found: ShownPayee = desk.read("payees.show", NamePayee(account=fields["known"]))
        twins = tuple(
            one
            for one in found.entries
            if one.status is PayeeStatus.USED and one.name != fields["name"]
        )
    facts = {
        "form": payee_form.values(fields, faults),
        "known": fields["known"],
        "classes": tuple((one.value, one.label) for one in PayeeClass),
        "faults": faults,
        "verdict": payee_items.verdict_note(said) if said else None,
        "twins": tuple(one.name for one in twins),
        "merged": tuple(request.form.getlist("merged")),
        "check_url": url_for("payees.check"),
        "back_url": url_for("payees.show", payee_account=fields["known"])
        if fields["known"]
        else url_for("payees.browse"),
    }
    return Shown("pages/payee_form.html", facts, status)


def _check_page(
    fields: payee_form.Fields, diff: PayeeDiff, said: NameVerified | None, command: ChangePayee
) -> Shown:
    facts: dict[str, Any] = {
        "title": command.name or fields["known"],
        "account": command.account,
        "lines": lines_of(diff.lines),
        "verdict": payee_items.verdict_note(said) if said else None,
        "confirmers": "、".join(diff.confirmers),
        "hidden": (*fields.items(), *(("merged", name) for name in command.merged)),
        "removes": command.removes,
        "check_url": url_for("payees.check"),
        "submit_url": url_for("payees.submit"),
    }
    return Shown("pages/payee_check.html", facts)


def _chosen(found: ShownPayee, name: str) -> PayeeEntry | None:
    """The entry a page is about: the one that is named, the confirmed one, else the first there is."""
    ranks = {PayeeStatus.ACTIVE: 0, PayeeStatus.USED: 1, PayeeStatus.REMOVED: 2}
    return min(found.entries, key=lambda one: (one.name != name, ranks[one.status]), default=None)


def _demands(found: PayeeBookPage) -> list[p.Note]:
    demands = found.demands
    notes = [_MODES[demands.white_list]] if demands.white_list in _MODES else []
    if demands.cool_down_hours:
        said = _COOLING.fill(hours=demands.cool_down_hours)
        notes.append(p.Note(Text("冷静期", "Cool-down"), said, "", "clock"))
    return notes


def _address(tab: str, text: str, cursor: str = "") -> str:
    return url_for("payees.browse", tab=tab or None, text=text or None, cursor=cursor or None)

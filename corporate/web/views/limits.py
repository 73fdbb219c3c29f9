"""Limits (额度): what administrators set, how much of it is taken, and proposing another figure.

A change is shown as a difference before it is proposed; another administrator confirms it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import request, url_for
from werkzeug.wrappers import Response

from corporate.web import changes
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from corporate.web.views.changes import after_proposing
from kernel.errors import Conflict, Faulty, Finding, Invalid, Severity, YinqiError
from kernel.money import Money
from kernel.parsing import Names, parse
from kernel.text import NO_TEXT, Text
from risk.rules import Issuer, LimitSpan, said
from workflows.limits.commands import ChangeLimit, LimitDiff, LimitLine, LimitList, ListLimits
from workflows.limits.kind import key_of
from workflows.mandates.commands import MandateView

pages = Pages("limits")

FIELDS: Final = ("whose", "span", "currency", "ceiling", "temporary", "until", "reason")
_CHARS_MAX: Final = 300
_FULL: Final = 90
_ALL: Final = 100
_OF: Final = {
    "holder": "whose", "scope": "whose", "ceiling_minor": "ceiling", "ceiling_count": "ceiling",
    "temporary_minor": "temporary", "temporary_count": "temporary", "temporary_until": "until",
}  # fmt: skip
_USED: Final = Text("已用 {used}", "{used} used")
_HELD: Final = Text("待付 {reserved}", "{reserved} waiting")
_LEFT: Final = Text("剩余 {left}", "{left} left")
_BANK: Final = p.Tag(Text("银行设定", "Set by the bank"), "", "building-bank")
_TEMPORARY: Final = p.Tag(Text("临时额度", "Temporary"), "warn", "clock")
_WAITING: Final = p.Tag(Text("有变更待确认", "A change waits"), "warn", "clock")


@pages.page("/limits", "limits.list")
def listed(desk: Desk) -> Shown:
    """Every limit in a sentence, with what is taken of it."""
    found = _read(desk)
    may_change = desk.offers("limits.change")
    facts = {
        "rows": tuple(_row(one, may_change=may_change) for one in found.limits),
        "new_url": url_for("limits.edit") if may_change else "",
    }
    return Shown("pages/limits.html", facts)


@pages.page("/limits/change", "limits.list", "limits.change")
def edit(desk: Desk) -> Shown:
    """An empty form, or the figures of one limit."""
    found, target = _read(desk), request.args.get("limit", "")
    one = next((o for o in found.limits if o.target == target and o.issuer == "enterprise"), None)
    fields = dict.fromkeys(FIELDS, "") | {"currency": "CNY", "span": LimitSpan.DAY_SUM.value}
    return _form(found, fields | (_typed(one) if one else {}), known=one)


@pages.page("/limits/change", "limits.list", "limits.preview", "limits.change", methods=("POST",))
def change(desk: Desk) -> Shown | Response:
    """Look at the difference, go back to the form, or propose it."""
    fields = {name: request.form.get(name, "").strip()[:_CHARS_MAX] for name in FIELDS}
    step = request.form.get("step", "check")
    lifts = step in {"lift", "send_lift"}
    found = _read(desk)
    known = next((o for o in found.limits if o.target == request.form.get("limit")), None)
    if step == "edit":
        return _form(found, fields, known=known)
    try:
        command = parse(ChangeLimit, _given(fields, lifts=lifts), Names.PYTHON)
        if step in {"send", "send_lift"}:
            view: MandateView = desk.perform("limits.change", command)
            return after_proposing(view)
        diff: LimitDiff = desk.read("limits.preview", command)
    except (Invalid, Conflict) as refused:
        return _form(found, fields, known=known, faults=_faults(refused), status=422)
    facts = {
        "lines": changes.lines_of(diff.lines),
        "hidden": tuple(fields.items()),
        "limit": known.target if known else "",
        "send": "send_lift" if lifts else "send",
        "post_url": url_for("limits.change"),
        "back_url": url_for("limits.listed"),
    }
    return Shown("pages/limit_check.html", facts)


def _read(desk: Desk) -> LimitList:
    found: LimitList = desk.read("limits.list", ListLimits())
    return found


def _row(one: LimitLine, *, may_change: bool) -> dict[str, Any]:
    key = key_of(one.target)
    single = one.span is LimitSpan.SINGLE
    taken = one.used + one.reserved
    share = min(_ALL, taken * _ALL // one.ceiling) if one.ceiling else _ALL
    tags = (
        (one.issuer is Issuer.BANK, _BANK),
        (one.temporary is not None, _TEMPORARY),
        (bool(one.running), _WAITING),
    )
    return {
        "sentence": Text(one.sentence_zh, one.sentence_en),
        "tags": tuple(tag for holds, tag in tags if holds),
        "has_bar": not single,
        "share": share,
        "tone": "full" if share >= _FULL else "",
        "whose": Text(one.whose_zh, one.whose_en),
        "used": _USED.fill(used=said(key, one.used)),
        "held": _HELD.fill(reserved=said(key, one.reserved)) if one.reserved else NO_TEXT,
        "left": _LEFT.fill(left=said(key, one.left)),
        "edit_url": url_for("limits.edit", limit=one.target)
        if may_change and one.issuer is Issuer.ENTERPRISE and not one.running
        else "",
        "waiting_url": url_for("changes.one", number=one.running) if one.running else "",
    }


def _typed(one: LimitLine) -> dict[str, str]:
    """The figures of a limit as one would type them."""

    def figure(value: int | None) -> str:
        if value is None or one.span.counts:
            return "" if value is None else str(value)
        return Money(value, one.currency).wire()

    return {
        "whose": f"{one.scope}/{one.holder}",
        "span": one.span.value,
        "currency": "CNY" if one.span.counts else one.currency,
        "ceiling": figure(one.base),
        "temporary": figure(one.temporary),
        "until": one.temporary_until.isoformat() if one.temporary_until else "",
    }


def _given(fields: Mapping[str, str], *, lifts: bool) -> dict[str, Any]:
    """What was typed, under the names of the command; what was left empty is left out."""
    scope, _, holder = fields["whose"].partition("/")
    unit = "count" if fields["span"] == LimitSpan.DAY_COUNT else "minor"
    given = {
        "scope": scope, "holder": holder, "span": fields["span"], "currency": fields["currency"],
        "reason": fields["reason"], "lifts": "true" if lifts else "",
    }  # fmt: skip
    if not lifts:
        given |= {
            f"ceiling_{unit}": fields["ceiling"],
            f"temporary_{unit}": fields["temporary"],
            "temporary_until": fields["until"],
        }
    return {name: text for name, text in given.items() if text}


def _form(
    found: LimitList,
    fields: Mapping[str, str],
    *,
    known: LimitLine | None = None,
    faults: tuple[p.FormFault, ...] = (),
    status: int = 200,
) -> Shown:
    wrong = {fault.field: fault.text for fault in reversed(faults)}
    facts = {
        "form": {name: p.Value(fields.get(name, ""), wrong.get(name, "")) for name in FIELDS},
        "faults": faults,
        "holders": tuple(
            (f"{one.scope}/{one.holder}", Text(one.name_zh, one.name_en)) for one in found.holders
        ),
        "spans": tuple((one.value, one.label) for one in LimitSpan),
        "currencies": tuple((one, Text(one, one)) for one in ("CNY", "EUR", "USD", "HKD", "JPY")),
        "limit": known.target if known else "",
        "sentence": Text(known.sentence_zh, known.sentence_en) if known else NO_TEXT,
        "post_url": url_for("limits.change"),
        "back_url": url_for("limits.listed"),
    }
    return Shown("pages/limit_edit.html", facts, status)


def _faults(refused: YinqiError) -> tuple[p.FormFault, ...]:
    one = [Finding(refused.code, Severity.BLOCK, refused.message, "whose")]
    listed = refused.findings if isinstance(refused, Faulty) else one
    return tuple(p.FormFault(_field(found.field), found.text) for found in listed)


def _field(named: str) -> str:
    field = _OF.get(named, named)
    return field if field in FIELDS else "whose"

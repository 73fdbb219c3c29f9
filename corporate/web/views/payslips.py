"""Payslips (工资条): made and sent by those who may know; opened by the employee with a link and a code, without a log-in."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import Any, Final

from flask import Response as FlaskResponse
from flask import redirect, request, stream_with_context, url_for
from werkzeug.wrappers import Response

from corporate.identity.errors import TooManyAttempts
from corporate.payroll import printed
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from corporate.web.visit import address, current_visit, keep_slip, portal, slip_token
from kernel.errors import Conflict, Faulty, Invalid, NotFound
from kernel.money import Money
from kernel.parsing import Names
from kernel.text import Text
from workflows.payroll.slips.commands import (
    ListSlips,
    NameSlip,
    SendSlips,
    ShowTemplate,
    SlipEntry,
    SlipLine,
    SlipLink,
    SlipPage,
    SlipTemplate,
    SlipView,
)
from workflows.payroll.slips.errors import SlipRefused
from workflows.payroll.slips.kinds import (
    PackLayout,
    PackStatus,
    PasswordRule,
    SlipPart,
    SlipStatus,
)
from workflows.payroll.slips.pack_commands import ListPacks, PackList, PackView

pages = Pages("payslips")

_LIST: Final = ("payslips.list", "payslips.packs", "payslips.send", "payslips.hand")
_ROWS: Final = 100
_PDF: Final = "application/pdf"
_TONES: Final[dict[SlipStatus, p.Tone]] = {
    SlipStatus.WAITING: "",
    SlipStatus.SENT: "ok",
    SlipStatus.BY_HAND: "warn",
    SlipStatus.UNREACHABLE: "stop",
}
_PACKED: Final = {
    PackStatus.WAITING: p.Tag(PackStatus.WAITING.label, "brand", "hourglass"),
    PackStatus.READY: p.Tag(PackStatus.READY.label, "ok", "circle-check"),
    PackStatus.FAILED: p.Tag(PackStatus.FAILED.label, "stop", "circle-x"),
    PackStatus.EXPIRED: p.Tag(PackStatus.EXPIRED.label, "", "history"),
}
_QUEUED: Final = Text("排队中", "Queued")
_MADE: Final = Text("已生成 {made} 张，{waiting} 张正在发送", "{made} made, {waiting} on their way")
_PARTS: Final = {
    **{part.label.zh: part for part in SlipPart},
    **{part.label.en.lower(): part for part in SlipPart},
    **{part.value: part for part in SlipPart},
}
_LINE: Final = Text(
    "第 {line} 行：应为 列名，显示名称，部分（应发、扣减、说明）",
    "Line {line}: column, label, part (earnings, deductions, other)",
)


@dataclass(frozen=True, slots=True)
class Payslip:
    """A slip as pages draw it."""

    view: SlipView
    net: Money
    parts: tuple[tuple[Text, tuple[SlipEntry, ...]], ...]


@pages.page("/payroll/<number>/slips", *_LIST)
def listed(desk: Desk, *, number: str) -> Shown:
    """The slips of a run."""
    return _list(desk, number)


@pages.page("/payroll/<number>/slips", *_LIST, methods=("POST",))
def send(desk: Desk, *, number: str) -> Shown | Response:
    """Make them, and send them to whoever has an address."""
    try:
        desk.perform("payslips.send", SendSlips(batch=number))
    except Conflict as refused:
        return _list(desk, number, note=p.Note(refused.message, "", "warn", "alert-triangle"))
    return redirect(url_for("payslips.listed", number=number, made=1), code=303)


@pages.page(
    "/payroll/<number>/slips/<uuid:slip_id>/hand",
    *_LIST,
    methods=("POST",),
)
def hand(desk: Desk, *, number: str, slip_id: Any) -> Shown:
    """A link and a code to hand over, shown once."""
    given: SlipLink = desk.perform("payslips.hand", NameSlip(slip_id=str(slip_id)))
    url = url_for("payslips.front", slip=given.token, _external=True)
    return _list(desk, number, handed={"url": url, "code": given.code})


@pages.page("/payroll/<number>/slips/packs", *_LIST, "payslips.pack", methods=("POST",))
def pack(desk: Desk, *, number: str) -> Shown | Response:
    """Have all slips of a run put into one file."""
    layout = request.form.get("layout", "")[:10]
    try:
        given = {"batch": number, "layout": layout}
        desk.perform("payslips.pack", given, names=Names.PYTHON)
    except (Conflict, Faulty, Invalid) as refused:
        return _list(desk, number, note=p.Note(refused.message, "", "warn", "alert-triangle"))
    return redirect(url_for("payslips.listed", number=number), code=303)


@pages.page("/payroll/<number>/slips/packs/<uuid:pack_id>.zip", "payslips.packs")
def fetch(desk: Desk, *, number: str, pack_id: Any) -> Response:
    """A pack, piece by piece: it never stands in memory, nor in clear on a disk. Raises NotFound."""
    found: PackList = desk.read("payslips.packs", ListPacks(batch=number))
    one = next((one for one in found.packs if one.pack_id == str(pack_id)), None)
    if one is None:
        raise NotFound
    pieces = portal().wages.packs.pieces(desk.context(), pack_id)
    desk.end_reading()
    answer = FlaskResponse(stream_with_context(pieces), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="payslips-{number}.zip"'
    answer.headers["Content-Length"] = str(one.size)
    return answer


@pages.page("/payroll/<number>/slips/<uuid:slip_id>", "payslips.show")
def one(desk: Desk, *, number: str, slip_id: Any) -> Shown:
    """One slip as its employee sees it."""
    seen: SlipView = desk.read("payslips.show", NameSlip(slip_id=str(slip_id)))
    facts = {"slip": _payslip(seen), "back_url": url_for("payslips.listed", number=number)}
    return Shown("pages/payslip_shown.html", facts)


@pages.page("/payroll/slip-template", "payslips.template", "payslips.set_template")
def template(desk: Desk) -> Shown:
    """The enterprise's template."""
    found: SlipTemplate = desk.read("payslips.template", ShowTemplate())
    lines = "\n".join(f"{one.column}，{one.label}，{one.part.label.zh}" for one in found.items)
    return _template(lines, found.note, str(found.days), found.password_rule.value)


@pages.page(
    "/payroll/slip-template", "payslips.template", "payslips.set_template", methods=("POST",)
)
def set_template(desk: Desk) -> Shown | Response:
    """The template as it shall be."""
    form = request.form
    text, note = form.get("items", "")[:8_000], form.get("note", "")[:200]
    days, rule = form.get("days", "30")[:3], form.get("password_rule", "account_tail")
    items, faults = _items(text)
    given = {"items": items, "note": note, "days": days, "password_rule": rule}
    if not faults:
        try:
            desk.perform("payslips.set_template", given, names=Names.PYTHON)
        except (Faulty, Invalid) as refused:
            faults = (p.FormFault("items", refused.message),)
    if faults:
        return _template(text, note, days, rule, faults)
    return redirect(url_for("payslips.template", saved=1), code=303)


@pages.public("/payslip/<slip>")
def front(*, slip: str) -> Shown:
    """What the employee sees first, or the slip where this browser has opened it."""
    seen = slip_token()
    if seen:
        try:
            opened = portal().wages.slips.opened(current_visit().tenant_id, slip, seen)
        except SlipRefused:
            return _front(slip)
        facts = {
            "step": "open",
            "slip": _payslip(opened.slip),
            "rule": opened.rule.label,
            "pdf_url": url_for("payslips.pdf", slip=slip),
        }
        return Shown("pages/payslip.html", facts)
    return _front(slip, asked="asked" in request.args)


@pages.public("/payslip/<slip>/code", methods=("POST",))
def want(*, slip: str) -> Shown | Response:
    """Have a code sent."""
    try:
        portal().wages.slips.want_code(current_visit().tenant_id, slip, address())
    except TooManyAttempts as refused:
        return _front(slip, fault=refused.message, status=429)
    except SlipRefused:
        return _front(slip)
    return redirect(url_for("payslips.front", slip=slip, asked=1), code=303)


@pages.public("/payslip/<slip>/open", methods=("POST",))
def unlock(*, slip: str) -> Shown | Response:
    """Open it with the code."""
    typed = request.form.get("code", "")[:20]
    try:
        seen = portal().wages.slips.open(current_visit().tenant_id, slip, typed, address())
    except TooManyAttempts as refused:
        return _front(slip, fault=refused.message, status=429)
    except SlipRefused as refused:
        return _front(slip, fault=refused.message, status=422)
    answer = redirect(url_for("payslips.front", slip=slip), code=303)
    keep_slip(answer, seen)
    return answer


@pages.public("/payslip/<slip>/slip.pdf")
def pdf(*, slip: str) -> Shown | Response:
    """The slip as a locked PDF, for the browser that opened it; else the page that asks for the code."""
    slips = portal().wages.slips
    try:
        opened = slips.opened(current_visit().tenant_id, slip, slip_token())
    except SlipRefused:
        return _front(slip)
    content = printed(opened, portal().world.clock.now())
    return _pdf(content, f"payslip-{opened.slip.month}.pdf")


def _front(slip: str, *, fault: p.Say = "", asked: bool = False, status: int = 200) -> Shown:
    facts: dict[str, Any] = {
        "step": "code",
        "fault": fault,
        "asked": asked,
        "want_url": url_for("payslips.want", slip=slip),
        "open_url": url_for("payslips.unlock", slip=slip),
    }
    try:
        facts["front"] = portal().wages.slips.front(current_visit().tenant_id, slip)
    except SlipRefused:
        return Shown("pages/payslip.html", {"step": "gone"}, 404)
    return Shown("pages/payslip.html", facts, status)


def _list(
    desk: Desk, number: str, note: p.Note | None = None, handed: dict[str, str] | None = None
) -> Shown:
    after = request.args.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 9 else 0  # noqa: PLR2004 - a row
    found: SlipPage = desk.read("payslips.list", ListSlips(batch=number, after=start, limit=_ROWS))
    packed: PackList = desk.read("payslips.packs", ListPacks(batch=number))
    if note is None and "made" in request.args:
        said = _MADE.fill(made=found.total, waiting=max(0, found.total - found.sent))
        note = p.Note(said, "", "ok", "circle-check")
    facts = {
        "number": number,
        "found": found,
        "rows": tuple(_row(desk, number, one) for one in found.slips),
        "turn": p.Turn(
            rows=None,
            shown=len(found.slips),
            first_url=url_for("payslips.listed", number=number) if start else "",
            next_url=(
                url_for("payslips.listed", number=number, after=found.after) if found.after else ""
            ),
        ),
        "note": note,
        "handed": handed,
        "send_url": url_for("payslips.send", number=number) if desk.offers("payslips.send") else "",
        "packs": tuple(_pack(number, one) for one in packed.packs),
        "is_packing": any(one.status is PackStatus.WAITING for one in packed.packs),
        "layouts": tuple((one.value, one.label) for one in PackLayout),
        "pack_url": url_for("payslips.pack", number=number) if desk.offers("payslips.pack") else "",
        "list_url": url_for("payslips.listed", number=number),
        "template_url": url_for("payslips.template"),
        "back_url": url_for("payroll.one", number=number),
    }
    return Shown("pages/payslips.html", facts)


def _pack(number: str, one: PackView) -> p.PackRow:
    ready = one.status is PackStatus.READY
    size = f"{one.size / 1024:,.0f} KB" if ready else ""
    moving = f"{one.made:,} / {one.total:,}" if one.total else _QUEUED
    return p.PackRow(
        number=one.pack_id,
        what=one.layout.label,
        at=one.created_at,
        status=_PACKED[one.status],
        progress=size if ready else moving if one.status is PackStatus.WAITING else "",
        href=url_for("payslips.fetch", number=number, pack_id=one.pack_id) if ready else "",
    )


def _row(desk: Desk, number: str, one: SlipLine) -> dict[str, Any]:
    given = url_for("payslips.hand", number=number, slip_id=one.slip_id)
    return {
        "slip": one,
        "tag": p.Tag(one.status.label, _TONES[one.status]),
        "href": url_for("payslips.one", number=number, slip_id=one.slip_id),
        "hand_url": given if desk.offers("payslips.hand") else "",
    }


def _payslip(seen: SlipView) -> Payslip:
    parts = tuple(
        (part.label, tuple(one for one in seen.items if one.part is part)) for part in SlipPart
    )
    net = Money(seen.amount_minor, seen.currency)
    return Payslip(seen, net, tuple(one for one in parts if one[1]))


def _template(
    items: str, note: str, days: str, rule: str, faults: tuple[p.FormFault, ...] = ()
) -> Shown:
    facts = {
        "items": items,
        "note": note,
        "days": days,
        "rule": rule,
        "rules": tuple((one.value, one.label) for one in PasswordRule),
        "faults": faults,
        "saved": "saved" in request.args,
        "back_url": url_for("payroll.listed"),
    }
    return Shown("pages/payslip_template.html", facts, 422 if faults else 200)


def _items(text: str) -> tuple[list[dict[str, str]], tuple[p.FormFault, ...]]:
    """Lines of the form as items; a line that is none is told by its number."""
    items, faults = [], []
    for place, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in next(csv.reader([line.replace("，", ",")]))]
        column, label, part = (*cells, "", "")[:3]
        known = _PARTS.get(part.lower() or SlipPart.INCOME.value)
        if not column or known is None or len(cells) > 3:  # noqa: PLR2004 - column, label, part
            faults.append(p.FormFault("items", _LINE.fill(line=place)))
            continue
        items.append({"column": column, "label": label or column, "part": known.value})
    return items, tuple(faults)


def _pdf(content: bytes, name: str) -> Response:
    answer = FlaskResponse(content, content_type=_PDF)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer

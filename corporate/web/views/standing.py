"""Standing orders (定期付款): the list, a form with the days it would pay on, one order with its runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.web import lookups, progress, slips, standing_form, standing_rows
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.formats import capital
from corporate.web.names import ask_quietly
from corporate.web.parts import FormFault
from corporate.web.routes import Pages, Shown
from kernel.calendar import bank_today
from kernel.errors import Conflict, Faulty, Finding, Invalid, Severity, YinqiError
from kernel.money import Money, parse_typed_amount
from kernel.records.serials import SerialConflict
from kernel.text import Text
from workflows.standing.answers import CheckedStanding, ShownStanding, StandingPage, StandingView
from workflows.standing.commands import ChangeStanding, FindStanding, ListStanding, SubmitStanding
from workflows.standing.operations import SUBMIT
from workflows.standing.words import Frequency, Roll

pages = Pages("standing")

FORM: Final = (*lookups.LOOKS, "standing.check", "standing.show", "payees.verify")
_PREFIX: Final = "WEBS-"
_TOKEN_BYTES: Final = 18
_ROWS: Final = 50
_TABS: Final = (
    ("", Text("全部", "All")),
    ("active,suspended", Text("执行中", "Running")),
    ("pending_approval", Text("待审批", "Awaiting approval")),
    ("completed,cancelled,rejected,sent_back,withdrawn,expired", Text("已结束", "Over")),
)
_CHANGED: Final = p.Note(
    Text("核对内容已有变化，尚未提交", "What you checked has changed; nothing was submitted"),
    Text("请重新核对下列内容后再提交。", "Check it again, then submit."),
    "stop",
    "refresh",
)
_ACTS: Final = {
    "suspend": Text("暂停", "Suspend"),
    "resume": Text("恢复", "Resume"),
    "cancel": Text("终止", "End"),
}


@pages.page("/standing", "standing.list", phone=True)
def listed(desk: Desk, *, phone: bool) -> Shown:
    """All orders, newest first."""
    asked = request.args.get("status", "")
    status = asked if asked in dict(_TABS) else ""
    cursor = request.args.get("cursor", "")
    found: StandingPage = desk.read(
        "standing.list", ListStanding(status=status, cursor=cursor, limit=_ROWS)
    )
    here: dict[str, Any] = {"phone": phone, "status": status or None}
    facts = {
        "states": tuple(
            (label, url_for("standing.listed", phone=phone, status=key or None), None, key == status)
            for key, label in _TABS
        ),
        "rows": tuple(standing_rows.row_of(one, phone=phone) for one in found.orders),
        "turn": p.Turn(
            rows=None,
            shown=len(found.orders),
            first_url=url_for("standing.listed", **here) if cursor else "",
            next_url=url_for("standing.listed", **here, cursor=found.cursor) if found.cursor else "",
        ),
        "new_url": url_for("standing.new") if desk.offers(SUBMIT.code) else "",
        "payments_url": url_for("payments.browse"),
    }  # fmt: skip
    return Shown("pages/standing.html", facts)


@pages.page("/standing/new", *FORM)
def new(desk: Desk) -> Shown:
    """An empty form, or the copy of an order; its serial is minted now."""
    desk.need(SUBMIT.code, SUBMIT.title)
    fields = dict.fromkeys(standing_form.FIELDS, "")
    fields |= {
        "currency": "CNY", "frequency": Frequency.MONTHLY.value, "roll": Roll.NEXT.value,
        "first_on": desk.bank.calendar.next_bank_day(
            bank_today(desk.portal.world.clock), including=False
        ).isoformat(),
    }  # fmt: skip
    if request.args.get("copy"):
        fields |= _copied(desk.read("standing.show", FindStanding(number=request.args["copy"])))
    return _form(desk, _PREFIX + desk.portal.world.ids.token(_TOKEN_BYTES), fields)


@pages.page("/standing/new", *FORM, methods=("POST",))
def check(desk: Desk) -> Shown:
    """The form pressed: pick a payee or a bank, or go on to check."""
    desk.need(SUBMIT.code, SUBMIT.title)
    serial, fields = _sent(desk)
    step = request.form.get("step", "")
    if step != "check":
        return _form(desk, serial, fields, searching=step)
    command, wrong = _read(serial, fields)
    if command is None:
        return _form(desk, serial, fields, faults=wrong, status=422)
    ask_quietly(desk, command.payee_account, command.payee_name, command.payee_bank)
    try:
        checked: CheckedStanding = desk.read("standing.check", command)
    except YinqiError as refused:
        return _form(desk, serial, fields, faults=_refused(refused), status=422)
    stops = standing_form.faults(
        Finding(one.code, Severity(one.severity), Text(one.zh, one.en)) for one in checked.findings
    )
    if stops:
        return _form(desk, serial, fields, faults=stops, status=422)
    return _check_page(desk, serial, fields, checked)


@pages.page("/standing/payees", *FORM, methods=("POST",))
def payees(desk: Desk) -> Shown:
    """The same form with the payees that fit what was typed."""
    serial, fields = _sent(desk)
    return _form(desk, serial, fields, searching="payee")


@pages.page("/standing/banks", *FORM, methods=("POST",))
def banks(desk: Desk) -> Shown:
    """The same form with the banks that fit what was typed."""
    serial, fields = _sent(desk)
    return _form(desk, serial, fields, searching="bank")


@pages.page("/standing/runs", *FORM, methods=("POST",))
def runs(desk: Desk) -> Shown:
    """The same form while it is typed: the days it would pay on, and the sum."""
    serial, fields = _sent(desk)
    command, _wrong = _read(serial, fields)
    try:
        checked = desk.read("standing.check", command) if command else None
    except YinqiError:
        checked = None
    return _form(desk, serial, fields, checked=checked)


@pages.page("/standing/submit", *FORM, "standing.submit", methods=("POST",))
def submit(desk: Desk) -> Shown | Response:
    """Submit what was checked. The same form again leads to the same order."""
    serial, fields = request.form.get("serial", ""), standing_form.typed(request.form)
    command, wrong = _read(serial, fields)
    if command is None:
        return _form(desk, serial, fields, faults=wrong, status=422)
    checked: CheckedStanding = desk.read("standing.check", command)
    if checked.fingerprint != request.form.get("digest", ""):
        return _check_page(desk, serial, fields, checked, notes=(_CHANGED,), status=409)
    try:
        made: StandingView = desk.perform("standing.submit", command)
    except SerialConflict:
        shown: ShownStanding = desk.read("standing.show", FindStanding(client_serial=serial))
        return redirect(url_for("standing.one", number=shown.number), code=303)
    except (Invalid, Conflict) as refused:
        return _form(desk, serial, fields, faults=_refused(refused), status=422)
    return redirect(url_for("standing.one", number=made.number, submitted=1), code=303)


@pages.page("/standing/<number>", "standing.show", phone=True)
def one(desk: Desk, *, number: str, phone: bool) -> Shown:
    """One order: what was agreed, by whom, what its runs came to, the days to come, and what may be done."""
    seen: ShownStanding = desk.read("standing.show", FindStanding(number=number))
    may = _may(seen)
    facts = {
        "order": seen,
        "meaning": standing_rows.meaning_of(seen),
        "slip": standing_rows.slip_of(seen, seen.payee_bank_code, alias=seen.payer_alias),
        "steps": progress.of_rounds(seen.maker_name, seen.door, seen.created_at, seen.rounds),
        "past": standing_rows.past(seen.past),
        "coming": standing_rows.coming(seen.coming, seen.runs),
        "acts": tuple((act, _ACTS[act], url_for("standing.act", number=number, act=act, phone=phone)) for act in may),
        "asking": request.args.get("do", "") if request.args.get("do", "") in may else "",
        "waits": seen.may_withdraw,
        "submitted": "submitted" in request.args,
        "list_url": url_for("standing.listed", phone=phone),
        "copy_url": url_for("standing.new", copy=number) if desk.offers(SUBMIT.code) else "",
    }  # fmt: skip
    return Shown("pages/standing_order.html", facts)


@pages.page("/standing/<number>/<act>", "standing.show", "standing.suspend", "standing.resume", "standing.cancel", methods=("POST",), phone=True)  # fmt: skip
def act(desk: Desk, *, number: str, act: str, phone: bool) -> Response:
    """Suspend, resume or end it."""
    seen: ShownStanding = desk.read("standing.show", FindStanding(number=number))
    if act in _may(seen):
        reason = request.form.get("reason", "").strip()
        desk.perform(f"standing.{act}", ChangeStanding(number=number, reason=reason))
    return redirect(url_for("standing.one", number=number, phone=phone), code=303)


def _may(seen: ShownStanding) -> tuple[str, ...]:
    """What this reader may do with an order as it stands."""
    if seen.may_withdraw:
        return ("cancel",)
    if not seen.may_change:
        return ()
    return ("suspend" if seen.status == "active" else "resume", "cancel")


def _sent(desk: Desk) -> tuple[str, dict[str, str]]:
    """The form as it came, with what was picked."""
    fields = standing_form.typed(request.form) | lookups.picked(desk)
    return request.form.get("serial", ""), fields


def _read(
    serial: str, fields: Mapping[str, str]
) -> tuple[SubmitStanding | None, tuple[FormFault, ...]]:
    try:
        return standing_form.command(serial, fields), ()
    except Faulty as faulty:
        return None, standing_form.faults(faulty.findings)


def _refused(refused: YinqiError) -> tuple[FormFault, ...]:
    """A refusal at the fields it names, else at the paying account."""
    if isinstance(refused, Faulty):
        return standing_form.faults(refused.findings)
    found = Finding(refused.code, Severity.BLOCK, refused.message, "payer_account")
    return standing_form.faults([found])


def _form(
    desk: Desk,
    serial: str,
    fields: Mapping[str, str],
    *,
    faults: tuple[FormFault, ...] = (),
    checked: CheckedStanding | None = None,
    searching: str = "",
    status: int = 200,
) -> Shown:
    """Draw the form with what was typed."""
    accounts = lookups.payers(desk)
    facts = {
        "form": standing_form.values(fields, faults),
        "serial": serial,
        "words": _words(fields),
        "accounts": tuple((one.account_number, lookups.account_text(one)) for one in accounts),
        "currencies": tuple((c, c) for c in dict.fromkeys(one.currency for one in accounts)),
        "frequencies": tuple((one.value, one.label) for one in Frequency),
        "rolls": tuple((one.value, one.label) for one in Roll),
        "faults": faults,
        "quote": _quote(checked) if checked else None,
        "hits": lookups.payee_hits(desk, fields) if searching == "payee" else (),
        "bank_hits": lookups.bank_hits(desk, fields) if searching == "bank" else (),
        "searched": searching,
        "form_url": url_for("standing.check"),
        "runs_url": url_for("standing.runs"),
        "payees_url": url_for("standing.payees"),
        "banks_url": url_for("standing.banks"),
        "back_url": url_for("standing.listed"),
    }
    return Shown("pages/standing_new.html", facts, status)


def _check_page(
    desk: Desk,
    serial: str,
    fields: Mapping[str, str],
    checked: CheckedStanding,
    *,
    notes: tuple[p.Note, ...] = (),
    status: int = 200,
) -> Shown:
    frequency, roll = Frequency(fields["frequency"]), Roll(fields["roll"])
    edit = url_for("standing.check")
    bank = f"{checked.payee_bank_name} {checked.payee_bank_code}".strip()
    slip = p.Slip(
        amount=Money(checked.total_minor, checked.currency),
        payee=p.Payee(checked.payee_name, checked.payee_account, bank),
        facts=(
            p.Fact(Text("每期金额", "Each run"), slips.worth(Money(checked.amount_minor, checked.currency)), change=f"{edit}#f-amount"),
            p.Fact(Text("频率", "How often"), frequency.label, change=f"{edit}#f-frequency"),
            p.Fact(Text("首期日期", "First day"), fields["first_on"], change=f"{edit}#f-first_on"),
            p.Fact(Text("末期日期", "Last day"), checked.last_on.isoformat(), change=f"{edit}#f-until_on"),
            p.Fact(Text("总期数", "Runs"), str(checked.runs), change=f"{edit}#f-times"),
            p.Fact(Text("遇非工作日", "On a day off"), roll.label, change=f"{edit}#f-roll"),
            p.Fact(slips.FROM, slips.payer(_alias(desk, fields["account"]), fields["account"]), change=f"{edit}#f-account"),
            p.Fact(Text("用途", "Purpose"), fields["purpose"] or "—", change=f"{edit}#f-purpose"),
        ),
        digest=checked.fingerprint,
        tag=p.Tag(Text("全部期次合计", "All runs"), "brand"),
    )  # fmt: skip
    facts = {
        "slip": slip,
        "notes": (*notes, *_warnings(checked)),
        "coming": standing_rows.coming(checked.coming, checked.runs),
        "more": max(0, checked.runs - len(checked.coming)),
        "quote_facts": _quote_facts(checked),
        "approvers": progress.planned(checked.plan),
        "hidden": tuple(fields.items()),
        "serial": serial,
        "digest": checked.fingerprint,
        "form_url": edit,
        "submit_url": url_for("standing.submit"),
        "direct": checked.plan.is_direct,
    }
    return Shown("pages/standing_check.html", facts, status)


def _alias(desk: Desk, account: str) -> str:
    """What the enterprise calls the paying account."""
    named = {one.account_number: one.alias for one in lookups.payers(desk)}
    return named.get(account, "")


def _quote(checked: CheckedStanding) -> dict[str, Any]:
    """The panel beside the form: the days, the sum, what must be seen."""
    return {
        "facts": _quote_facts(checked),
        "notes": _warnings(checked),
        "steps": progress.planned(checked.plan),
        "coming": standing_rows.coming(checked.coming[:6], checked.runs),
    }


def _quote_facts(checked: CheckedStanding) -> tuple[p.Fact, ...]:
    fee, total = Money(checked.fee_minor, checked.currency), Money(checked.total_minor, checked.currency)  # fmt: skip
    free = Text("免费", "Free")
    return (
        p.Fact(Text("总期数", "Runs"), str(checked.runs)),
        p.Fact(Text("合计金额", "All runs"), slips.worth(total)),
        p.Fact(Text("末期日期", "Last day"), checked.last_on.isoformat()),
        p.Fact(Text("每期手续费", "Fee of each run"), slips.worth(fee) if fee.minor else free),
    )


def _warnings(checked: CheckedStanding) -> tuple[p.Note, ...]:
    return tuple(
        p.Note(Text("请留意", "Please note"), Text(one.zh, one.en), "warn", "alert-triangle")
        for one in checked.findings
        if one.severity == Severity.WARN
    )


def _copied(seen: ShownStanding) -> dict[str, str]:
    return {
        "payee_name": seen.payee_name,
        "payee_account": seen.payee_account,
        "payee_bank_code": seen.payee_bank_code,
        "account": seen.payer_account,
        "amount": Money(seen.amount_minor, seen.currency).display(),
        "currency": seen.currency,
        "purpose": seen.purpose,
        "remark": seen.remark,
        "frequency": seen.frequency.value,
        "roll": seen.roll.value,
        "times": str(seen.runs),
    }


def _words(fields: Mapping[str, str]) -> str:
    """The amount of one run in capitals, when it can be read."""
    currency = fields.get("currency", "")
    try:
        read = Money(parse_typed_amount(fields.get("amount", ""), currency), currency)
    except YinqiError:
        return ""
    return capital(read) if read.is_positive else ""

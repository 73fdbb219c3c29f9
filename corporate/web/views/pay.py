"""Paying (新建付款): one form, a page to check, a number.

The serial is minted with the form and never changes: whoever presses twice, goes back or sends
again gets the payment that is there. What was checked is what is submitted: the digest drawn with
the check page is compared before anything happens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.web import carried, lookups, payment_form, progress, quotes, resubmitting, slips
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.formats import capital
from corporate.web.names import ask_quietly
from corporate.web.parts import FormFault
from corporate.web.routes import Pages, Shown
from corporate.web.uploads import keep_uploads
from kernel.calendar import bank_today
from kernel.errors import Conflict, Faulty, Finding, Invalid, NotFound, Severity, YinqiError
from kernel.money import Money
from kernel.records.serials import SerialConflict
from kernel.text import Text
from risk.limits import FIELD
from workflows.payments.attachment_commands import Attached, ListAttached, NameAttachment
from workflows.payments.commands import FindPayment, PaymentView, RailWish, SubmitPayment
from workflows.payments.operations import SUBMIT
from workflows.payments.page_answers import CheckedPayment, FollowedPayment
from workflows.payments.page_commands import FollowPayment
from workflows.payments.template_commands import NameTemplate, TemplateLine

pages = Pages("pay")

FORM: Final = (
    "payments.payers",
    "payments.check",
    "payments.attached",
    "payments.payees",
    "payments.banks",
    "payments.follow",
    "payees.verify",
    "payments.template",
)
_PREFIX: Final = "WEB-"
_TOKEN_BYTES: Final = 18
_CHANGED: Final = p.Note(
    Text("核对内容已有变化，尚未提交", "What you checked has changed; nothing was submitted"),
    Text("请重新核对下列内容后再提交。", "Check it again, then submit."),
    "stop",
    "refresh",
)


@pages.page("/payments/new", *FORM)
def new(desk: Desk) -> Shown:
    """An empty form, or the copy of a payment; its serial is minted now."""
    desk.need(SUBMIT.code, SUBMIT.title)
    fields = dict.fromkeys(payment_form.FIELDS, "")
    fields |= {"currency": "CNY", "method": RailWish.SMART.value}
    today = bank_today(desk.portal.world.clock)
    fields["pay_on"] = desk.bank.calendar.next_bank_day(today).isoformat()
    copied = carried.copied_number()
    if copied:
        fields |= _copied(desk.read("payments.follow", FollowPayment(number=copied)))
    if request.args.get("template"):
        named = NameTemplate(template_id=request.args["template"])
        fields |= _of_template(desk.read("payments.template", named))
    return _form(desk, _PREFIX + desk.portal.world.ids.token(_TOKEN_BYTES), fields)


@pages.page("/payments/new", *FORM, *carried.OPERATIONS, "payments.detach", methods=("POST",))
def check(desk: Desk) -> Shown:
    """The form pressed: pick a payee or a bank, take a document away, or go on to check."""
    desk.need(SUBMIT.code, SUBMIT.title)
    serial, fields = request.form.get("serial", ""), payment_form.typed(request.form)
    found = (*carried.keep_ticked(desk, serial), *keep_uploads(desk, serial))
    if request.form.get("drop"):
        desk.perform("payments.detach", NameAttachment(attachment_id=request.form["drop"]))
    fields |= lookups.picked(desk)
    step = request.form.get("step", "")
    if step != "check":
        return _form(desk, serial, fields, faults=found, searching=step)
    command, wrong = _read(serial, fields)
    if command is None or found:
        return _form(desk, serial, fields, faults=(*wrong, *found), status=422)
    ask_quietly(desk, command.payee_account, command.payee_name, command.payee_bank)
    try:
        checked: CheckedPayment = desk.read("payments.check", command)
    except YinqiError as refused:
        return _form(desk, serial, fields, faults=_refused(refused), status=422)
    stops = payment_form.faults([*checked.draft.findings, *checked.plan.findings])
    if stops:
        return _form(desk, serial, fields, faults=stops, checked=checked, status=422)
    return _check_page(desk, serial, fields, checked)


@pages.page(
    "/payments/submit",
    *FORM,
    *resubmitting.OPERATIONS,
    "payments.find",
    "payments.submit",
    methods=("POST",),
)
def submit(desk: Desk) -> Shown | Response:
    """Submit what was checked. The same form again leads to the same payment."""
    serial, fields = request.form.get("serial", ""), payment_form.typed(request.form)
    command, wrong = _read(serial, fields)
    if command is None:
        return _form(desk, serial, fields, faults=wrong, status=422)
    command = replace(command, confirmed=request.form.get("confirmed") == "yes")
    if not _is_known(desk, serial):
        checked: CheckedPayment = desk.read("payments.check", command)
        if checked.fingerprint != request.form.get("digest", ""):
            return _check_page(desk, serial, fields, checked, notes=(_CHANGED,), status=409)
    try:
        paid: PaymentView = desk.perform("payments.submit", command)
    except SerialConflict:
        return _used(desk, serial)
    except (Invalid, Conflict) as refused:
        return _form(desk, serial, fields, faults=_refused(refused), status=422)
    resubmitting.take_back(desk, paid.number)
    return redirect(url_for("payments.follow", number=paid.number, submitted=1), code=303)


@pages.page("/payments/quote", *FORM, methods=("POST",))
def quote(desk: Desk) -> Shown:
    """The same form while it is typed: route, arrival, fee, duplicates, who will sign."""
    serial, fields = request.form.get("serial", ""), payment_form.typed(request.form)
    return _form(desk, serial, fields, checked=_quoted(desk, serial, fields))


@pages.page("/payments/payees", *FORM, methods=("POST",))
def payees(desk: Desk) -> Shown:
    """The same form with the payees that fit what was typed."""
    return _form(
        desk, request.form.get("serial", ""), payment_form.typed(request.form), searching="payee"
    )


@pages.page("/payments/banks", *FORM, methods=("POST",))
def banks(desk: Desk) -> Shown:
    """The same form with the banks that fit what was typed."""
    return _form(
        desk, request.form.get("serial", ""), payment_form.typed(request.form), searching="bank"
    )


def _read(
    serial: str, fields: Mapping[str, str]
) -> tuple[SubmitPayment | None, tuple[FormFault, ...]]:
    try:
        return payment_form.command(serial, fields), ()
    except Faulty as faulty:
        return None, payment_form.faults(faulty.findings)


def _refused(refused: YinqiError) -> tuple[FormFault, ...]:
    """A refusal at the form: at the fields it names, a limit's at the amount, else at the paying account."""
    if isinstance(refused, Faulty):
        return payment_form.faults(refused.findings)
    field = FIELD if refused.code.startswith("limit.") else "payer_account"
    found = Finding(refused.code, Severity.BLOCK, refused.message, field)
    return payment_form.faults([found])


def _quoted(desk: Desk, serial: str, fields: Mapping[str, str]) -> CheckedPayment | None:
    """The check of a form that is not finished; nothing while it cannot be checked."""
    command, _wrong = _read(serial, fields)
    if command is None:
        return None
    ask_quietly(desk, command.payee_account, command.payee_name, command.payee_bank)
    try:
        checked: CheckedPayment = desk.read("payments.check", command)
    except YinqiError:
        return None
    return checked


def _is_known(desk: Desk, serial: str) -> bool:
    try:
        desk.read("payments.find", FindPayment(client_serial=serial))
    except NotFound:
        return False
    return True


def _used(desk: Desk, serial: str) -> Response:
    """The form was changed after it had been submitted: show what it became."""
    paid: PaymentView = desk.read("payments.find", FindPayment(client_serial=serial))
    return redirect(url_for("payments.follow", number=paid.number, used=1), code=303)


def _form(
    desk: Desk,
    serial: str,
    fields: Mapping[str, str],
    *,
    faults: tuple[FormFault, ...] = (),
    checked: CheckedPayment | None = None,
    searching: str = "",
    status: int = 200,
) -> Shown:
    """Draw the form with what was typed."""
    accounts = lookups.payers(desk)
    attached: Attached = desk.read("payments.attached", ListAttached(client_serial=serial))
    facts = {
        "form": payment_form.values(fields, faults),
        "serial": serial,
        "old": {
            resubmitting.FIELD: resubmitting.old_number(),
            carried.FIELD: carried.copied_number(),
        },
        "words": _words(fields),
        "accounts": tuple((one.account_number, lookups.account_text(one)) for one in accounts),
        "currencies": tuple((c, c) for c in dict.fromkeys(one.currency for one in accounts)),
        "methods": tuple((wish.value, wish.label) for wish in RailWish),
        "faults": faults,
        "quote": quotes.panel(checked) if checked else None,
        "hits": lookups.payee_hits(desk, fields) if searching == "payee" else (),
        "bank_hits": lookups.bank_hits(desk, fields) if searching == "bank" else (),
        "searched": searching,
        "attached": tuple(
            {"file": file, "id": one.attachment_id}
            for file, one in zip(slips.files(attached.files), attached.files, strict=True)
        ),
        "offered": carried.offered(desk, attached),
        "form_url": url_for("pay.new"),
        "quote_url": url_for("pay.quote"),
        "payees_url": url_for("pay.payees"),
        "banks_url": url_for("pay.banks"),
        "back_url": url_for("payments.browse"),
        "templates_url": url_for("templates.listed") if desk.offers("payments.templates") else "",
    }
    return Shown("pages/payment_new.html", facts, status)


def _check_page(
    desk: Desk,
    serial: str,
    fields: Mapping[str, str],
    checked: CheckedPayment,
    *,
    notes: tuple[p.Note, ...] = (),
    status: int = 200,
) -> Shown:
    draft = checked.draft
    attached: Attached = desk.read("payments.attached", ListAttached(client_serial=serial))
    slip = p.Slip(
        amount=draft.money,
        payee=p.Payee(
            draft.payee_name,
            draft.payee_account,
            f"{draft.payee_bank.name} {draft.payee_bank.code}".strip(),
            is_new=draft.history is not None and not draft.history.count,
        ),
        facts=_check_facts(desk, checked),
        digest=checked.fingerprint,
        files=slips.files(attached.files),
    )
    facts = {
        "slip": slip,
        "notes": (*notes, *quotes.warnings(checked)),
        "quote_facts": quotes.facts(checked),
        "approvers": progress.planned(checked.plan),
        "confirm": quotes.to_confirm(checked),
        "hidden": (
            *fields.items(),
            (resubmitting.FIELD, resubmitting.old_number()),
            (carried.FIELD, carried.copied_number()),
        ),
        "serial": serial,
        "digest": checked.fingerprint,
        "form_url": url_for("pay.check"),
        "submit_url": url_for("pay.submit"),
        "submit_text": _submit_text(checked),
    }
    return Shown("pages/payment_check.html", facts, status)


def _submit_text(checked: CheckedPayment) -> Text:
    if checked.plan.is_direct:
        return Text("确认付款", "Pay now")
    return Text("提交审批", "Submit for approval")


def _check_facts(desk: Desk, checked: CheckedPayment) -> tuple[p.Fact, ...]:
    draft, command = checked.draft, checked.draft.command
    aliases = {one.account_number: one.alias for one in lookups.payers(desk)}
    facts = [
        p.Fact(
            slips.FROM,
            slips.payer(aliases.get(draft.payer.number, ""), draft.payer.number),
            slips.leaves(draft.payer.available, draft.money + draft.route.fee),
            _edit("account"),
        ),
        p.Fact(Text("用途", "Purpose"), command.purpose or "—", change=_edit("purpose")),
        p.Fact(Text("往来记录", "History"), slips.history(draft.history, draft.money.currency)),
    ]
    if command.remark:
        facts.append(p.Fact(Text("附言", "Remark"), command.remark, change=_edit("remark")))
    facts.append(
        p.Fact(Text("付款日期", "Date"), draft.requested_on.isoformat(), change=_edit("pay_on"))
    )
    return tuple(facts)


def _edit(field: str) -> str:
    """Back to one field of the form, with everything that was typed."""
    return f"{url_for('pay.check')}#f-{field}"


def _words(fields: Mapping[str, str]) -> str:
    """The amount in capitals, when it can be read."""
    try:
        read = payment_form.amount(fields)
    except YinqiError:
        return ""
    return capital(read) if read.is_positive else ""


def _of_template(kept: TemplateLine) -> dict[str, str]:
    return {
        "payee_name": kept.payee_name,
        "payee_account": kept.payee_account,
        "payee_bank_code": kept.payee_bank,
        "account": kept.payer_account,
        "amount": Money(kept.amount_minor, kept.currency).display(),
        "currency": kept.currency,
        "purpose": kept.purpose,
        "remark": kept.remark,
    }


def _copied(paid: FollowedPayment) -> dict[str, str]:
    return {
        "payee_name": paid.payee_name,
        "payee_account": paid.payee_account,
        "payee_bank_code": "" if paid.own_bank else paid.payee_bank_code,
        "account": paid.payer_account,
        "amount": paid.money.display(),
        "currency": paid.currency,
        "purpose": paid.purpose,
        "remark": paid.remark,
    }

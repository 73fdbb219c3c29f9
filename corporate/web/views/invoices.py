"""Fees and their invoices (手续费发票): a month's list, one invoice, and to whom they are made out."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from corporate.web.views.changes import after_proposing
from kernel.calendar import bank_today
from kernel.errors import Conflict, Faulty, Invalid, NotFound, YinqiError
from kernel.money import Money
from kernel.parsing import Names, parse
from kernel.text import Text
from workflows.invoices import commands as c
from workflows.invoices.words import Colour, InvoiceKind, InvoiceStatus, Mode, RedReason

pages = Pages("invoices")

MONTHS: Final = 12
_FORM: Final = Text("该格式", "The form")
_FIELDS: Final = (
    "name", "tax_number", "address", "phone", "bank_name", "bank_account", "kind", "mode", "reason",
)  # fmt: skip
_LOOKS: Final = {
    InvoiceStatus.WAITING: p.Tag(InvoiceStatus.WAITING.label, "", "hourglass"),
    InvoiceStatus.SENT: p.Tag(InvoiceStatus.SENT.label, "brand", "refresh"),
    InvoiceStatus.UNKNOWN: p.Tag(InvoiceStatus.UNKNOWN.label, "warn", "help-circle"),
    InvoiceStatus.ISSUED: p.Tag(InvoiceStatus.ISSUED.label, "ok", "circle-check"),
    InvoiceStatus.REFUSED: p.Tag(InvoiceStatus.REFUSED.label, "stop", "circle-x"),
    InvoiceStatus.REVERSED: p.Tag(InvoiceStatus.REVERSED.label, "", "arrow-back-up"),
}
_RAILS: Final = {
    "INTERNAL": Text("行内转账", "Own bank"),
    "HVPS": Text("大额支付", "HVPS"),
    "BEPS": Text("小额支付", "BEPS"),
    "IBPS": Text("网银互联", "IBPS"),
    "CORRESPONDENT": Text("代理行汇款", "Correspondent"),
}
_DONE: Final = {
    "asked": Text("已提交税务平台开具，稍后在此下载", "Asked for; it can be downloaded here soon"),
    "proposed": Text(
        "红冲已提交，等待另一位有权人员确认", "Proposed; another entitled person confirms it"
    ),
    "forwarded": Text("发票正在发送", "It is on its way"),
}


@pages.page("/invoices", "invoices.list", "fees.open", "fees.tariff")
def listed(desk: Desk) -> Shown:
    """The invoices and fees of one month."""
    return _month(desk, _wanted(desk))


@pages.page(
    "/invoices", "invoices.list", "fees.open", "fees.tariff", "invoices.request", methods=("POST",)
)
def ask(desk: Desk) -> Shown | Response:
    """Ask for an invoice of what is left of the month."""
    month = request.form.get("month", "")
    try:
        found: c.InvoiceView = desk.perform("invoices.request", {"Month": month})
    except (Invalid, Conflict) as refused:
        return _month(desk, _wanted(desk), refused)
    return redirect(url_for("invoices.one", number=found.number, done="asked"), code=303)


@pages.page("/invoices/buyer", "invoices.buyer")
def buyer(desk: Desk) -> Shown:
    """To whom fees are invoiced, ready to be changed."""
    now: c.BuyerView = desk.read("invoices.buyer", c.AskBuyer())
    fields = {name: str(getattr(now, name, "")) for name in _FIELDS}
    return _form(desk, fields | {"kind": now.kind.value, "mode": now.mode.value}, is_set=now.is_set)


@pages.page("/invoices/buyer", "invoices.buyer", "invoices.change_buyer", methods=("POST",))
def change_buyer(desk: Desk) -> Shown | Response:
    """Propose a buyer's data; another administrator confirms them."""
    fields = {name: request.form.get(name, "").strip()[:300] for name in _FIELDS}
    try:
        seen = desk.perform("invoices.change_buyer", parse(c.ChangeBuyer, fields, Names.PYTHON))
    except (Invalid, Conflict) as refused:
        return _form(desk, fields, faults=_faults(refused), is_set=True)
    return after_proposing(seen)


@pages.page("/invoices/<number>", "invoices.show")
def one(desk: Desk, *, number: str) -> Shown:
    """One invoice, and what may be done with it."""
    return _one(desk, number)


@pages.page("/invoices/<number>/<form>", "invoices.file", methods=("POST",))
def file(desk: Desk, *, number: str, form: str) -> Response:
    """The PDF, the OFD or the XML."""
    if form not in set(c.InvoiceFormat):
        raise NotFound(_FORM)
    found: c.InvoiceFile = desk.perform("invoices.file", {"Number": number, "Format": form})
    answer = Response(base64.b64decode(found.content), content_type=found.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return answer


@pages.page("/invoices/<number>/reverse", "invoices.show", "invoices.reverse", methods=("POST",))
def reverse(desk: Desk, *, number: str) -> Shown | Response:
    """Propose the red one; another person confirms it."""
    asked = {"Number": number, "Reason": request.form.get("reason", "")}
    try:
        desk.perform("invoices.reverse", asked)
    except (Invalid, Conflict) as refused:
        return _one(desk, number, refused)
    return redirect(url_for("invoices.one", number=number, done="proposed"), code=303)


@pages.page("/invoices/<number>/forward", "invoices.show", "invoices.forward", methods=("POST",))
def forward(desk: Desk, *, number: str) -> Shown | Response:
    """Send it on by mail."""
    asked = {"Number": number, "Mail": request.form.get("mail", "").strip()}
    try:
        desk.perform("invoices.forward", asked)
    except (Invalid, Conflict) as refused:
        return _one(desk, number, refused)
    return redirect(url_for("invoices.one", number=number, done="forwarded"), code=303)


def _month(desk: Desk, month: str, refused: YinqiError | None = None) -> Shown:
    fees: c.OpenFees = desk.read("fees.open", c.AskOpenFees(month=month))
    found: c.InvoicePage = desk.read(
        "invoices.list", c.ListInvoices(month=month, cursor=request.args.get("cursor", ""))
    )
    tariff: c.Tariff = desk.read("fees.tariff", c.AskTariff())
    facts = {
        "month": month,
        "months": tuple((one, one) for one in _months(bank_today(desk.portal.world.clock))),
        "sums": _sums(fees),
        "rows": tuple(_row(one) for one in found.invoices),
        "fees": tuple(_fee(line) for line in fees.lines),
        "unlisted": fees.fees - len(fees.lines),
        "tariff": tuple(_band(line) for line in tariff.lines),
        "notes": _refusal(refused),
        "may_ask": bool(fees.open_fees) and desk.offers("invoices.request"),
        "buyer_url": url_for("invoices.buyer") if desk.offers("invoices.buyer") else "",
        "list_url": url_for("invoices.listed"),
        "more_url": url_for("invoices.listed", month=month, cursor=found.cursor)
        if found.cursor
        else "",
    }
    return Shown("pages/invoices.html", facts, 409 if refused else 200)


def _one(desk: Desk, number: str, refused: YinqiError | None = None) -> Shown:
    seen: c.InvoiceView = desk.read("invoices.show", c.GetInvoice(number=number))
    is_issued = seen.status in {InvoiceStatus.ISSUED, InvoiceStatus.REVERSED}
    has_file = is_issued and desk.offers("invoices.file")
    facts = {
        "invoice": seen,
        "tag": _LOOKS[seen.status],
        "facts": _told(seen),
        "notes": (*_refusal(refused), *_news(seen)),
        "pdf_url": _file(seen, c.InvoiceFormat.PDF) if has_file else "",
        "xml_url": _file(seen, c.InvoiceFormat.XML) if has_file else "",
        "ofd_url": _file(seen, c.InvoiceFormat.OFD) if has_file else "",
        "forward_url": _at("forward", seen) if has_file and desk.offers("invoices.forward") else "",
        "reverse_url": _at("reverse", seen)
        if seen.reversible and desk.offers("invoices.reverse")
        else "",
        "reasons": tuple((one.value, one.label) for one in RedReason),
        "list_url": url_for("invoices.listed", month=seen.month),
    }
    return Shown("pages/invoice.html", facts, 409 if refused else 200)


def _at(view: str, seen: c.InvoiceView) -> str:
    return url_for(f"invoices.{view}", number=seen.number)


def _file(seen: c.InvoiceView, form: c.InvoiceFormat) -> str:
    return url_for("invoices.file", number=seen.number, form=form.value)


def _told(seen: c.InvoiceView) -> tuple[p.Fact, ...]:
    gross, tax = Money(seen.gross_minor, seen.currency), Money(seen.tax_minor, seen.currency)
    told = [
        p.Fact(Text("数电票号码", "Invoice number"), seen.invoice_number or "—"),
        p.Fact(Text("票种", "Kind"), seen.kind.label),
        p.Fact(Text("购买方", "Buyer"), seen.buyer_name),
        p.Fact(Text("所属月份", "Month"), seen.month),
        p.Fact(Text("手续费笔数", "Fees"), str(seen.fees)),
        p.Fact(Text("金额", "Net"), (gross - tax).display()),
        p.Fact(Text("税额（6%）", "VAT (6 %)"), tax.display()),
        p.Fact(Text("价税合计", "Total"), gross.display()),
    ]
    if seen.reverses:
        told.append(p.Fact(Text("红冲的发票", "Takes back"), seen.reverses))
    return tuple(told)


def _news(seen: c.InvoiceView) -> tuple[p.Note, ...]:
    """What has just been done, and why it was refused."""
    words = _DONE.get(request.args.get("done", ""))
    told = [p.Note(words, NOTHING, "ok", "circle-check")] if words else []
    if seen.reason_zh:
        why = Text(seen.reason_zh, seen.reason_en)
        title = Text("税务平台未开具", "The tax platform refused")
        told.append(p.Note(title, why, "stop", "circle-x"))
    if seen.status is InvoiceStatus.UNKNOWN:
        title = Text("税务平台暂无答复", "The tax platform has not answered")
        why = Text(
            "系统正以同一流水号查询，不会重复开具。",
            "We ask by the same serial; it is never issued twice.",
        )
        told.append(p.Note(title, why, "warn", "help-circle"))
    return tuple(told)


NOTHING: Final = Text("", "")


def _refusal(refused: YinqiError | None) -> tuple[p.Note, ...]:
    if refused is None:
        return ()
    return (p.Note(Text("未办理", "Not done"), refused.message, "stop", "alert-circle"),)


def _sums(fees: c.OpenFees) -> dict[str, Any]:
    return {
        "fees": fees.fees,
        "total": Money(fees.total_minor, fees.currency),
        "open_fees": fees.open_fees,
        "open": Money(fees.open_minor, fees.currency),
    }


def _row(seen: c.InvoiceView) -> dict[str, Any]:
    return {
        "href": url_for("invoices.one", number=seen.number),
        "title": seen.invoice_number or seen.number,
        "buyer": seen.buyer_name,
        "kind": seen.kind.label,
        "is_red": seen.colour is Colour.RED,
        "amount": Money(seen.gross_minor, seen.currency),
        "fees": seen.fees,
        "at": seen.issued_at or seen.created_at,
        "tag": _LOOKS[seen.status],
    }


def _fee(line: c.FeeLine) -> dict[str, Any]:
    return {
        "on": line.booked_on,
        "account": line.account_number,
        "number": line.business_number,
        "rail": _RAILS.get(line.rail, Text(line.rail, line.rail)),
        "amount": Money(line.amount_minor, line.currency),
        "invoice": line.invoice,
        "href": url_for("invoices.one", number=line.invoice) if line.invoice else "",
    }


def _band(line: c.TariffLine) -> dict[str, Any]:
    fixed, share = Money(line.fixed_minor, line.currency).display(), line.per_million
    charge = Text(fixed, fixed)
    if share:
        most = Money(line.most_minor, line.currency).display() if line.most_minor else ""
        rate = f"{share / 10_000:g}%"
        charge = (
            Text(f"{rate}，最高 {most}", f"{rate}, at most {most}") if most else Text(rate, rate)
        )
    return {
        "rail": _RAILS.get(line.rail, Text(line.rail, line.rail)),
        "above": Money(line.above_minor, line.currency),
        "charge": charge,
        "off": line.percent_off,
    }


def _wanted(desk: Desk) -> str:
    """The month asked for, or the present one."""
    today = bank_today(desk.portal.world.clock)
    asked = request.values.get("month", "")
    return asked if asked in _months(today) else f"{today:%Y-%m}"


def _months(today: date) -> tuple[str, ...]:
    """The last twelve, the newest first."""
    found, first = [], today.replace(day=1)
    for _ in range(MONTHS):
        found.append(f"{first:%Y-%m}")
        first = date.fromordinal(first.toordinal() - 1).replace(day=1)
    return tuple(found)


def _form(
    desk: Desk, fields: dict[str, str], faults: Sequence[p.FormFault] = (), *, is_set: bool
) -> Shown:
    wrong = {fault.field: fault.text for fault in faults}
    facts = {
        "form": {name: p.Value(text, wrong.get(name, "")) for name, text in fields.items()},
        "faults": tuple(faults),
        "kinds": tuple((kind.value, kind.label) for kind in InvoiceKind),
        "modes": tuple((mode.value, mode.label) for mode in Mode),
        "is_set": is_set,
        "may_change": desk.offers("invoices.change_buyer"),
        "back_url": url_for("invoices.listed") if desk.offers("invoices.list") else "",
    }
    return Shown("pages/invoice_buyer.html", facts, 422 if faults else 200)


def _faults(refused: YinqiError) -> tuple[p.FormFault, ...]:
    if not isinstance(refused, Faulty):
        return (p.FormFault("name", refused.message),)
    return tuple(
        p.FormFault(one.field if one.field in _FIELDS else "name", one.text)
        for one in refused.findings
    )

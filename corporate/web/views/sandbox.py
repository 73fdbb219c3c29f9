"""The sandbox (沙箱) of a test deployment: outcomes told, money in, the clock; where there is none it says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from connectors.ports import Behaviour
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.formats import local
from corporate.web.routes import Pages, Shown
from kernel.calendar import SHANGHAI
from kernel.errors import Conflict, Faulty, Invalid, NotFound, YinqiError
from kernel.parsing import Names
from kernel.text import Text
from workflows.sandbox.behaviours import RefusalReason, SandboxRail
from workflows.sandbox.commands import OrderStatus, SandboxView
from workflows.sandbox.errors import SandboxOff

pages = Pages("sandbox")

_READS: Final = ("sandbox.rules", "accounts.list")
_NO_REASON: Final = ("", Text("RJ01（默认）", "RJ01 (the usual one)"))
_REFUSED: Final = (Invalid, Conflict, NotFound)
_RULE: Final = ("name", "behaviour", "amount", "account_tail", "rail", "reason", "times")
_CREDIT: Final = ("reference", "account_number", "credit_amount", "payer_name", "payee_name", "purpose", "copies")  # fmt: skip
_ALIASES: Final[Mapping[str, str]] = {"amount_minor": "credit_amount"}
_LOOKS: Final[Mapping[OrderStatus, tuple[p.Tone, str]]] = {
    OrderStatus.WAITING: ("", "clock"),
    OrderStatus.DONE: ("ok", "circle-check"),
    OrderStatus.FAILED: ("stop", "circle-x"),
}


@pages.page("/direct-link/sandbox", *_READS)
def overview(desk: Desk) -> Shown:
    """What was told, and the forms that tell more."""
    return _page(desk, {})


@pages.page("/direct-link/sandbox/rules", *_READS, "sandbox.tell", methods=("POST",))
def tell(desk: Desk) -> Shown | Response:
    """Tell an outcome."""
    typed = _typed(_RULE)
    given = {name: said for name, said in typed.items() if said}
    return _done(desk, "sandbox.tell", given, typed, "name")


@pages.page("/direct-link/sandbox/forgotten", *_READS, "sandbox.forget", methods=("POST",))
def forget(desk: Desk) -> Shown | Response:
    """Forget one rule, or all."""
    given = {"name": request.form.get("name", "")}
    return _done(desk, "sandbox.forget", given, {}, "name")


@pages.page("/direct-link/sandbox/credits", *_READS, "sandbox.credit", methods=("POST",))
def credit(desk: Desk) -> Shown | Response:
    """Have money sent in."""
    typed = _typed(_CREDIT)
    given = {name: said for name, said in typed.items() if said}
    given["amount_minor"] = given.pop("credit_amount", "")
    return _done(desk, "sandbox.credit", given, typed, "reference")


@pages.page("/direct-link/sandbox/clock", *_READS, "sandbox.clock", methods=("POST",))
def move(desk: Desk) -> Shown | Response:
    """Move the clock forward."""
    typed = _typed(("to",))
    return _done(desk, "sandbox.clock", {"to": _instant(typed["to"])}, typed, "to")


def _done(
    desk: Desk, code: str, given: Mapping[str, str], typed: Mapping[str, str], field: str
) -> Shown | Response:
    try:
        desk.perform(code, given, names=Names.PYTHON)
    except SandboxOff:
        return _page(desk, {})
    except _REFUSED as refused:
        return _page(desk, typed, _faults(refused, field))
    return redirect(url_for("sandbox.overview"), code=303)


def _page(desk: Desk, typed: Mapping[str, str], faults: tuple[p.FormFault, ...] = ()) -> Shown:
    back = url_for("link.overview") if desk.offers("certificates.list") else ""
    try:
        found: SandboxView = desk.read("sandbox.rules")
    except SandboxOff as off:
        return Shown("pages/sandbox_off.html", {"why": off.message, "back_url": back})
    wrong = {fault.field: fault.text for fault in faults}
    address = f"{desk.portal.settings.public_url}/b/{desk.bank.slug}/link/v1"
    facts = {
        "rules": found.rules,
        "orders": tuple({"one": one, "state": _state(one.status)} for one in found.orders),
        "bank_now": local(found.now),
        "clock_moves": found.clock_moves,
        "may_tell": desk.offers("sandbox.tell"),
        "behaviours": tuple((one.value, one.label) for one in Behaviour),
        "reasons": (_NO_REASON, *((one.value, one.label) for one in RefusalReason)),
        "rails": tuple((one.value, one.label) for one in SandboxRail),
        "accounts": _accounts(desk),
        "form": {
            name: p.Value(typed.get(name, ""), wrong.get(name, ""))
            for name in (*_RULE, *_CREDIT, "to")
        },
        "faults": faults,
        "back_url": back,
        "reference_url": f"{address}/reference",
        "address": address,
    }
    return Shown("pages/sandbox.html", facts, 422 if faults else 200)


def _accounts(desk: Desk) -> tuple[tuple[str, str], ...]:
    found = desk.read("accounts.list") if desk.offers("accounts.list") else None
    return (
        tuple((one.account_number, one.account_number) for one in found.accounts) if found else ()
    )


def _state(status: OrderStatus) -> p.Tag:
    tone, glyph = _LOOKS[status]
    return p.Tag(status.label, tone, glyph)


def _typed(names: tuple[str, ...]) -> dict[str, str]:
    return {name: request.form.get(name, "").strip() for name in names}


def _instant(typed: str) -> str:
    """What a browser's field of date and time says, as an instant in Shanghai."""
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=SHANGHAI).isoformat()
    except ValueError:
        return typed


def _faults(refused: YinqiError, field: str) -> tuple[p.FormFault, ...]:
    known: tuple[Any, ...] = (*_RULE, *_CREDIT, "to")
    if isinstance(refused, Faulty):
        named = ((_ALIASES.get(one.field, one.field), one.text) for one in refused.findings)
        return tuple(p.FormFault(name if name in known else field, text) for name, text in named)
    return (p.FormFault(field, refused.message),)

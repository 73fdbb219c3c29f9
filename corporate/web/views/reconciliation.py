"""Balances of past months held against one's own books (银企对账): what waits, and one balance to be confirmed."""

from __future__ import annotations

from typing import Any, Final

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.parts import Say
from corporate.web.routes import Pages, Shown
from kernel.errors import Conflict, Invalid, NotFound
from kernel.money import Money, parse_typed_amount
from kernel.text import Text
from workflows.accounts.confirm_commands import ConfirmBalance, ListMonthEnds, MonthEnd, MonthEnds
from workflows.accounts.inquiry_errors import NoteMissing

pages = Pages("reconciliation")

_LIST: Final = "accounts.month_ends"
_CONFIRM: Final = "accounts.confirm_balance"
_PREFIX: Final = "REC-"
_TOKEN_BYTES: Final = 15
_NOTE_CHARS_MAX: Final = 140
_TITLE: Final = Text("余额对账回签", "Confirming a balance")
_WHAT: Final = Text("该月末余额", "The balance of that month's end")
_OPEN: Final = p.Tag(Text("未回签", "Not confirmed"), "warn", "hourglass")
_AGREES: Final = p.Tag(Text("相符", "Agrees"), "ok", "circle-check")
_DIFFERS: Final = p.Tag(Text("不符", "Differs"), "stop", "alert-circle")
_LOOKS: Final = {None: _OPEN, True: _AGREES, False: _DIFFERS}
_DONE: Final = p.Note(Text("已回签", "Confirmed"), "", "ok", "circle-check")


@pages.page("/reconciliation", _LIST)
def listed(desk: Desk) -> Shown:
    """The ends of the last months: what waits for a word, and what was said."""
    found = _month_ends(desk)
    facts = {
        "rows": tuple(_row(one) for one in found),
        "waiting": sum(one.agrees is None for one in found),
        "note": _DONE if "done" in request.args else None,
        "may_confirm": desk.offers(_CONFIRM),
    }
    return Shown("pages/reconciliation.html", facts)


@pages.page("/reconciliation/<account>/<on>", _LIST, _CONFIRM)
def one(desk: Desk, *, account: str, on: str) -> Shown:
    """One balance, and the form that holds it against one's own books; its serial is minted now."""
    desk.need(_CONFIRM, _TITLE)
    serial = _PREFIX + desk.portal.world.ids.token(_TOKEN_BYTES)
    return _form(_found(desk, account, on), {"serial": serial, "own": "", "note": ""})


@pages.page("/reconciliation/<account>/<on>", _LIST, _CONFIRM, methods=("POST",))
def confirm(desk: Desk, *, account: str, on: str) -> Shown | Response:
    """Keep what one's own books hold; a difference needs a word why."""
    balance = _found(desk, account, on)
    typed = {name: request.form.get(name, "").strip() for name in ("serial", "own", "note")}
    try:
        own_minor = parse_typed_amount(typed["own"], balance.currency)
        desk.perform(
            _CONFIRM,
            ConfirmBalance(
                client_serial=typed["serial"],
                account_number=balance.account_number,
                on=balance.on,
                own_minor=own_minor,
                currency=balance.currency,
                note=typed["note"][:_NOTE_CHARS_MAX],
            ),
        )
    except NoteMissing as refused:
        return _form(balance, typed, note=refused.message)
    except (Invalid, Conflict) as refused:
        return _form(balance, typed, own=refused.message)
    return redirect(url_for("reconciliation.listed", done=""), code=303)


def _month_ends(desk: Desk) -> tuple[MonthEnd, ...]:
    found: MonthEnds = desk.read(_LIST, ListMonthEnds())
    return found.balances


def _found(desk: Desk, account: str, on: str) -> MonthEnd:
    for one in _month_ends(desk):
        if (one.account_number, one.on.isoformat()) == (account, on):
            return one
    raise NotFound(_WHAT)


def _row(one: MonthEnd) -> dict[str, Any]:
    return {
        "account": one.account_number,
        "name": one.alias,
        "on": one.on,
        "bank": Money(one.bank_minor, one.currency),
        "own": None if one.own_minor is None else Money(one.own_minor, one.currency),
        "note": one.note,
        "by": one.said_by,
        "at": one.said_at,
        "tag": _LOOKS[one.agrees],
        "href": url_for("reconciliation.one", account=one.account_number, on=one.on.isoformat()),
    }


def _form(balance: MonthEnd, typed: dict[str, str], *, own: Say = "", note: Say = "") -> Shown:
    month: dict[str, Any] = {
        "from": balance.on.replace(day=1).isoformat(), "to": balance.on.isoformat(),
    }  # fmt: skip
    facts = {
        **_row(balance),
        "serial": typed["serial"],
        "own_value": p.Value(typed["own"], own),
        "note_value": p.Value(typed["note"], note),
        "list_url": url_for("reconciliation.listed"),
        "ledger_url": url_for("accounts.ledger", account=balance.account_number, **month),
    }
    return Shown("pages/reconciliation_one.html", facts, 422 if own or note else 200)

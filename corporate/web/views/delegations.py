"""我的委托: who may sign in my place for a time, and in whose place I may."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.identity.errors import ProofMissing, ProofRefused, TooManyAttempts
from corporate.web.desk import Desk
from corporate.web.more import choices
from corporate.web.proofs import ask_here, refused, typed_proof, ways_for
from corporate.web.routes import Pages, Shown
from kernel.calendar import SHANGHAI
from kernel.errors import Conflict, Invalid
from kernel.parsing import Names
from kernel.text import Text
from workflows.approval.act_commands import DelegationsAnswer, ListDelegations

pages = Pages("delegations")

SCOPES: Final = (
    ("*", Text("全部业务", "Everything")),
    ("payments.submit", Text("付款", "Payments")),
)
_SCOPES: Final = dict(SCOPES)
_WRONG_PROOF: Final = (ProofRefused, ProofMissing, TooManyAttempts)
_LEND: Final = "approvals.delegate"
_DATES: Final = Text("请选择起止日期", "Choose the first and the last day")


@pages.page("/delegations", "approvals.delegations", _LEND)
def mine(desk: Desk) -> Shown:
    """What I have lent, what was lent to me, and the form to lend."""
    return _page(desk)


@pages.page("/delegations", "approvals.delegations", _LEND, methods=("POST",))
def lend(desk: Desk) -> Shown | Response:
    """Lend my place; the form again with why not."""
    given = _given()
    if given is None:
        return _page(desk, _DATES)
    try:
        desk.perform(_LEND, given, proof=typed_proof(request.form), names=Names.PYTHON)
    except (Conflict, Invalid, *_WRONG_PROOF) as fault:
        return _page(desk, fault.message, proof=isinstance(fault, _WRONG_PROOF))
    return redirect(url_for("delegations.mine", saved=1), code=303)


@pages.page("/delegations/ask", _LEND, methods=("POST",))
def ask(desk: Desk) -> Response:
    """What a passkey is to sign to lend one's place; once, and within two minutes."""
    try:
        return ask_here(desk, _LEND, _given() or {})
    except (Conflict, Invalid) as wrong:
        return refused(wrong)


@pages.page("/delegations/end", "approvals.end_delegation", methods=("POST",))
def end(desk: Desk) -> Response:
    """Take my place back at once."""
    given = {"delegation_id": request.form.get("delegation", "")}
    desk.perform("approvals.end_delegation", given, names=Names.PYTHON)
    return redirect(url_for("delegations.mine", ended=1), code=303)


def _page(desk: Desk, fault: Text | None = None, *, proof: bool = False) -> Shown:
    found: DelegationsAnswer = desk.read("approvals.delegations", ListDelegations())
    today = desk.portal.world.clock.now().astimezone(SHANGHAI).date().isoformat()
    typed = {name: request.form.get(name, "") for name in ("person", "operation")}
    facts: dict[str, Any] = {
        "rows": [
            {
                "id": each.delegation_id,
                "mine": each.mine,
                "other": each.other,
                "scope": _SCOPES.get(each.operation, Text(each.operation, each.operation)),
                "first": each.from_at,
                "last": each.until_at - timedelta(seconds=1),
                "holds": each.holds,
            }
            for each in found.delegations
        ],
        "colleagues": choices(found.colleagues),
        "scopes": SCOPES,
        "end_url": url_for("delegations.end"),
        "typed": typed
        | {
            "from": request.form.get("from") or today,
            "until": request.form.get("until") or today,
        },
        "fault": None if proof else fault,
        "proof_fault": fault if proof else None,
        "ways": ways_for(desk, _LEND, url_for("delegations.ask")),
        "saved": "saved" in request.args,
        "ended": "ended" in request.args,
    }
    return Shown("pages/delegations.html", facts, 422 if fault else 200)


def _given() -> dict[str, str] | None:
    """What the form asks for; None when a day is missing."""
    form = request.form
    first, last = _day(form.get("from", "")), _day(form.get("until", ""))
    if first is None or last is None:
        return None
    return {
        "person_id": form.get("person", ""),
        "operation": form.get("operation", "*"),
        "from_at": _midnight(first).isoformat(),
        "until_at": _midnight(last + timedelta(days=1)).isoformat(),
    }


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)

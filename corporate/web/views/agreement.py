"""The agreement with the bank (服务协议): read whole, and signed by two administrators before anything else."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.identity.errors import ProofMissing, ProofRefused, TooManyAttempts
from corporate.web.desk import Desk
from corporate.web.proofs import ask_here, refused, typed_proof, ways_for
from corporate.web.routes import Pages, Shown
from kernel.errors import Conflict, Invalid
from kernel.parsing import Names
from kernel.text import Text
from workflows.agreements.commands import AgreementView, ShowAgreement

pages = Pages("agreement")

_SHOW, _SIGN = "agreements.show", "agreements.sign"
_WRONG_PROOF = (ProofRefused, ProofMissing, TooManyAttempts)


@pages.page("/agreement", _SHOW, _SIGN)
def shown(desk: Desk) -> Shown:
    """The text, who has signed, and the place to sign."""
    return _page(desk)


@pages.page("/agreement", _SHOW, _SIGN, methods=("POST",))
def sign(desk: Desk) -> Shown | Response:
    """Sign it; with the second signature the company may begin."""
    try:
        desk.perform(_SIGN, _given(), proof=typed_proof(request.form), names=Names.PYTHON)
    except (Conflict, Invalid, *_WRONG_PROOF) as fault:
        return _page(desk, fault.message)
    return redirect(url_for("agreement.shown"), code=303)


@pages.page("/agreement/ask", _SIGN, methods=("POST",))
def ask(desk: Desk) -> Response:
    """What a passkey is to sign; once, and within two minutes."""
    try:
        return ask_here(desk, _SIGN, _given())
    except (Conflict, Invalid) as wrong:
        return refused(wrong)


def awaits_agreement(desk: Desk) -> bool:
    """Whether this administrator is offered nothing but the agreement: it waits for signatures."""
    others = ("accounts.list", "users.list", "approvals.inbox")
    return desk.offers(_SIGN) and not any(desk.offers(code) for code in others)


def _page(desk: Desk, fault: Text | None = None) -> Shown:
    found: AgreementView = desk.read(_SHOW, ShowAgreement())
    waits = bool(found.number) and not found.in_force and not found.signed_by_me
    facts = {
        "agreement": found,
        "fault": fault,
        "waits": waits,
        "ways": ways_for(desk, _SIGN, url_for("agreement.ask")) if waits else None,
        "home_url": url_for("home.home"),
    }
    return Shown("pages/agreement.html", facts, 422 if fault else 200)


def _given() -> dict[str, str]:
    form = request.form
    return {"number": form.get("number", ""), "shown_digest": form.get("digest", "")}
